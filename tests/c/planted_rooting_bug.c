/* A rooting bug, on purpose: values that are kept in malloc'd memory only, read back after much allocation. Under the engine's stress modes
 * this must be seen to fail; that shows that the modes can find such bugs in the tests that run under them. */
#include <stdlib.h>

#include "JavaScriptCore.h"

#define KEPT 2000

/* The number of objects, of `rounds` times 2,000, whose number cannot be read back. May crash, which is a finding too. */
int planted_rooting_bug(int rounds) {
  JSGlobalContextRef context = JSGlobalContextCreate(NULL);
  JSStringRef name = JSStringCreateWithUTF8CString("number");
  JSStringRef churn = JSStringCreateWithUTF8CString("(() => { let a = []; for (let i = 0; i < 50000; i++) a.push({ number: -1, i }); return a.length; })()");
  int wrong = 0;
  JSObjectRef *kept = malloc(KEPT * sizeof *kept);
  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < KEPT; i++) {
      kept[i] = JSObjectMake(context, NULL, NULL);
      JSObjectSetProperty(context, kept[i], name, JSValueMakeNumber(context, i), kJSPropertyAttributeNone, NULL);
    }
    JSEvaluateScript(context, churn, NULL, NULL, 1, NULL);
    for (int i = 0; i < KEPT; i++) {
      JSValueRef value = JSObjectGetProperty(context, kept[i], name, NULL);
      if (value == NULL || !JSValueIsNumber(context, value) || JSValueToNumber(context, value, NULL) != i) wrong++;
    }
  }
  free(kept);
  JSStringRelease(name);
  JSStringRelease(churn);
  JSGlobalContextRelease(context);
  return wrong;
}
