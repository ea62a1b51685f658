/* What the operations of the benches cost in plain C, with the VM's lock held as a scope of `jsc` holds it. Each function does its operation
 * `n` times, so that the loop is C's too. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "JavaScriptCore.h"

struct baseline {
  JSGlobalContextRef context;
  void (*lock)(JSContextRef context);
  void (*unlock)(JSContextRef context);
  uint32_t (*promise_status)(const void *promise, const void *group);
  JSContextGroupRef group;
  JSObjectRef object;
  JSObjectRef function;
  JSObjectRef promise;
  JSStringRef name;
  JSValueRef key;
  JSObjectRef caller; /* calls a C callback `n` times */
  JSValueRef text_short;
  JSValueRef text_long;
  char *ascii_short;
  char *ascii_long;
};

static JSValueRef add_callback(JSContextRef context, JSObjectRef function, JSObjectRef this_object, size_t count, const JSValueRef arguments[],
                               JSValueRef *exception) {
  (void)function;
  (void)this_object;
  if (count < 2) return JSValueMakeUndefined(context);
  double a = JSValueToNumber(context, arguments[0], exception);
  double b = JSValueToNumber(context, arguments[1], exception);
  return JSValueMakeNumber(context, a + b);
}

static JSObjectRef evaluate_object(JSGlobalContextRef context, const char *code) {
  JSStringRef source = JSStringCreateWithUTF8CString(code);
  JSObjectRef result = JSValueToObject(context, JSEvaluateScript(context, source, NULL, NULL, 1, NULL), NULL);
  JSStringRelease(source);
  JSValueProtect(context, result);
  return result;
}

struct baseline *baseline_new(void (*lock)(JSContextRef), void (*unlock)(JSContextRef), uint32_t (*promise_status)(const void *, const void *)) {
  struct baseline *b = calloc(1, sizeof *b);
  b->context = JSGlobalContextCreate(NULL);
  b->group = JSContextGetGroup(b->context);
  b->lock = lock;
  b->unlock = unlock;
  b->promise_status = promise_status;
  b->object = evaluate_object(b->context, "({ value: 42 })");
  b->function = evaluate_object(b->context, "((a, b) => a + b)");
  b->caller = evaluate_object(b->context, "((f, n) => { let sum = 0; for (let i = 0; i < n; i++) sum += f(i, 1); return sum; })");
  b->promise = JSObjectMakeDeferredPromise(b->context, NULL, NULL, NULL);
  JSValueProtect(b->context, b->promise);
  b->name = JSStringCreateWithUTF8CString("value");
  b->key = JSValueMakeString(b->context, b->name);
  JSValueProtect(b->context, b->key);
  b->ascii_short = strdup("The quick brown fox jumps over the dogs.");
  b->ascii_long = malloc(16 * 1024 + 1);
  memset(b->ascii_long, 'x', 16 * 1024);
  b->ascii_long[16 * 1024] = 0;
  JSStringRef text = JSStringCreateWithUTF8CString(b->ascii_short);
  b->text_short = JSValueMakeString(b->context, text);
  JSValueProtect(b->context, b->text_short);
  JSStringRelease(text);
  text = JSStringCreateWithUTF8CString(b->ascii_long);
  b->text_long = JSValueMakeString(b->context, text);
  JSValueProtect(b->context, b->text_long);
  JSStringRelease(text);
  return b;
}

void baseline_free(struct baseline *b) {
  JSStringRelease(b->name);
  JSGlobalContextRelease(b->context);
  free(b->ascii_short);
  free(b->ascii_long);
  free(b);
}

void baseline_lock(struct baseline *b) {
  if (b->lock) b->lock(b->context);
}

void baseline_unlock(struct baseline *b) {
  if (b->unlock) b->unlock(b->context);
}

void baseline_make_object(struct baseline *b, uint64_t n) {
  for (uint64_t i = 0; i < n; i++) {
    volatile JSValueRef object = JSObjectMake(b->context, NULL, NULL);
    (void)object;
  }
}

void baseline_protect(struct baseline *b, uint64_t n) {
  for (uint64_t i = 0; i < n; i++) {
    JSValueProtect(b->context, b->function);
    JSValueUnprotect(b->context, b->function);
  }
}

/* Keeps many values protected meanwhile, which is what a program with state does. */
void baseline_make_protected(struct baseline *b, uint64_t n) {
  for (uint64_t i = 0; i < n; i++) {
    JSObjectRef object = JSObjectMake(b->context, NULL, NULL);
    JSValueProtect(b->context, object);
    JSValueUnprotect(b->context, object);
  }
}

double baseline_get(struct baseline *b, uint64_t n) {
  double sum = 0;
  for (uint64_t i = 0; i < n; i++) sum += JSValueToNumber(b->context, JSObjectGetProperty(b->context, b->object, b->name, NULL), NULL);
  return sum;
}

double baseline_get_for_key(struct baseline *b, uint64_t n) {
  double sum = 0;
  for (uint64_t i = 0; i < n; i++) sum += JSValueToNumber(b->context, JSObjectGetPropertyForKey(b->context, b->object, b->key, NULL), NULL);
  return sum;
}

void baseline_set(struct baseline *b, uint64_t n) {
  for (uint64_t i = 0; i < n; i++) JSObjectSetProperty(b->context, b->object, b->name, JSValueMakeNumber(b->context, (double)i), kJSPropertyAttributeNone, NULL);
}

double baseline_call_in(struct baseline *b, uint64_t n) {
  double sum = 0;
  for (uint64_t i = 0; i < n; i++) {
    JSValueRef arguments[] = {JSValueMakeNumber(b->context, (double)i), JSValueMakeNumber(b->context, 1)};
    sum += JSValueToNumber(b->context, JSObjectCallAsFunction(b->context, b->function, NULL, 2, arguments, NULL), NULL);
  }
  return sum;
}

double baseline_call_out(struct baseline *b, uint64_t n) {
  JSStringRef name = JSStringCreateWithUTF8CString("add");
  JSObjectRef callback = JSObjectMakeFunctionWithCallback(b->context, name, add_callback);
  JSStringRelease(name);
  JSValueRef arguments[] = {callback, JSValueMakeNumber(b->context, (double)n)};
  return JSValueToNumber(b->context, JSObjectCallAsFunction(b->context, b->caller, NULL, 2, arguments, NULL), NULL);
}

void baseline_string_in(struct baseline *b, bool is_long, uint64_t n) {
  const char *text = is_long ? b->ascii_long : b->ascii_short;
  for (uint64_t i = 0; i < n; i++) {
    JSStringRef string = JSStringCreateWithUTF8CString(text);
    volatile JSValueRef value = JSValueMakeString(b->context, string);
    (void)value;
    JSStringRelease(string);
  }
}

uint64_t baseline_string_out(struct baseline *b, bool is_long, uint64_t n) {
  JSValueRef value = is_long ? b->text_long : b->text_short;
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < n; i++) {
    JSStringRef string = JSValueToStringCopy(b->context, value, NULL);
    size_t size = JSStringGetMaximumUTF8CStringSize(string);
    char *buffer = malloc(size);
    bytes += JSStringGetUTF8CString(string, buffer, size);
    free(buffer);
    JSStringRelease(string);
  }
  return bytes;
}

uint32_t baseline_status_poll(struct baseline *b, uint64_t n) {
  uint32_t sum = 0;
  for (uint64_t i = 0; i < n; i++) sum += b->promise_status(b->promise, b->group);
  return sum;
}
