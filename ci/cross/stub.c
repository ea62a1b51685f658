/*
 * A stand-in for the engine, to link and run programs for systems whose engine this machine does not have: ci/cross-check
 * builds it as a DLL. It keeps objects, strings and functions, and evaluates expressions such as `add(20, 22) * 2`; it
 * collects nothing and knows no more of JavaScript. What it proves: that programs link, that calls and callbacks pass their
 * arguments as the platform's C ABI says, that threads, unwinding and shutdown work. It says nothing about the real engine.
 *
 * Our own header declares everything, so the compiler compares each definition with it. Functions of the API that are not
 * here are given by ci/cross/prepare; they return 0.
 */
#include "JavaScriptCore.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct OpaqueJSContextGroup { int count; } Group;
typedef struct OpaqueJSString { long count; size_t length; JSChar text[]; } String;
typedef struct OpaqueJSClass { long count; JSClassDefinition definition; } Class;
typedef struct OpaqueJSValue Value;
typedef struct Property { struct Property *next; String *name; const Value *value; } Property;
struct OpaqueJSValue {
    JSType type;
    double number;
    String *string;
    Class *class;
    void *private;
    JSObjectCallAsFunctionCallback call;
    bool is_array, is_error;
    const Value *prototype, *value_of_throws;
    Property *properties;
    long protected;
};
struct OpaqueJSContext { Group *group; Value *global; };
struct OpaqueJSPropertyNameArray { long count; size_t length; String **names; };

const JSClassDefinition kJSClassDefinitionEmpty = {0};

static void *make(size_t size) {
    void *made = calloc(1, size);
    if (!made) abort();
    return made;
}
static Value *value(JSType type) {
    Value *made = make(sizeof *made);
    made->type = type;
    return made;
}

/* ---- Strings ---- */

JSStringRef JSStringCreateWithCharacters(const JSChar *chars, size_t length) {
    String *made = make(sizeof *made + length * sizeof *chars);
    made->count = 1;
    made->length = length;
    if (length) memcpy(made->text, chars, length * sizeof *chars);
    return made;
}
JSStringRef JSStringCreateWithUTF8CString(const char *text) { /* ASCII: enough for names and scripts here */
    size_t length = strlen(text);
    String *made = make(sizeof *made + length * sizeof(JSChar));
    made->count = 1;
    made->length = length;
    for (size_t i = 0; i < length; i++) made->text[i] = (unsigned char)text[i];
    return made;
}
JSStringRef JSStringRetain(JSStringRef string) { string->count++; return string; }
void JSStringRelease(JSStringRef string) { if (--string->count == 0) free(string); }
size_t JSStringGetLength(JSStringRef string) { return string->length; }
const JSChar *JSStringGetCharactersPtr(JSStringRef string) { return string->text; }
size_t JSStringGetMaximumUTF8CStringSize(JSStringRef string) { return string->length * 3 + 1; }
size_t JSStringGetUTF8CString(JSStringRef string, char *buffer, size_t size) {
    size_t used = 0;
    for (size_t i = 0; i < string->length; i++) {
        unsigned c = string->text[i];
        size_t need = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        if (used + need + 1 > size) break;
        if (need == 1) buffer[used] = (char)c;
        if (need == 2) { buffer[used] = (char)(0xc0 | c >> 6); buffer[used + 1] = (char)(0x80 | (c & 63)); }
        if (need == 3) {
            buffer[used] = (char)(0xe0 | c >> 12);
            buffer[used + 1] = (char)(0x80 | (c >> 6 & 63));
            buffer[used + 2] = (char)(0x80 | (c & 63));
        }
        used += need;
    }
    if (size) buffer[used++] = 0;
    return used;
}
bool JSStringIsEqual(JSStringRef a, JSStringRef b) {
    return a->length == b->length && memcmp(a->text, b->text, a->length * sizeof *a->text) == 0;
}
bool JSStringIsEqualToUTF8CString(JSStringRef a, const char *b) {
    String *other = JSStringCreateWithUTF8CString(b);
    bool equal = JSStringIsEqual(a, other);
    JSStringRelease(other);
    return equal;
}

/* ---- Contexts ---- */

JSContextGroupRef JSContextGroupCreate(void) {
    Group *group = make(sizeof *group);
    group->count = 1;
    return group;
}
JSContextGroupRef JSContextGroupRetain(JSContextGroupRef group) { ((Group *)group)->count++; return group; }
void JSContextGroupRelease(JSContextGroupRef group) { ((Group *)group)->count--; }
JSGlobalContextRef JSGlobalContextCreateInGroup(JSContextGroupRef group, JSClassRef class) {
    JSGlobalContextRef context = make(sizeof *context);
    context->group = (Group *)(group ? JSContextGroupRetain(group) : JSContextGroupCreate());
    context->global = JSObjectMake(context, class, NULL);
    return context;
}
JSGlobalContextRef JSGlobalContextCreate(JSClassRef class) { return JSGlobalContextCreateInGroup(NULL, class); }
JSGlobalContextRef JSGlobalContextRetain(JSGlobalContextRef context) { return context; }
void JSGlobalContextRelease(JSGlobalContextRef context) { (void)context; }
JSObjectRef JSContextGetGlobalObject(JSContextRef context) { return context->global; }
JSContextGroupRef JSContextGetGroup(JSContextRef context) { return context->group; }
JSGlobalContextRef JSContextGetGlobalContext(JSContextRef context) { return (JSGlobalContextRef)context; }
void JSGarbageCollect(JSContextRef context) { (void)context; }

/* ---- Values ---- */

JSType JSValueGetType(JSContextRef context, JSValueRef v) { (void)context; return v ? v->type : kJSTypeNull; }
#define IS(NAME, TYPE) bool NAME(JSContextRef context, JSValueRef v) { return JSValueGetType(context, v) == TYPE; }
IS(JSValueIsUndefined, kJSTypeUndefined)
IS(JSValueIsNull, kJSTypeNull)
IS(JSValueIsBoolean, kJSTypeBoolean)
IS(JSValueIsNumber, kJSTypeNumber)
IS(JSValueIsString, kJSTypeString)
IS(JSValueIsSymbol, kJSTypeSymbol)
IS(JSValueIsBigInt, kJSTypeBigInt)
IS(JSValueIsObject, kJSTypeObject)
bool JSValueIsArray(JSContextRef context, JSValueRef v) { (void)context; return v && v->is_array; }
bool JSValueIsObjectOfClass(JSContextRef context, JSValueRef v, JSClassRef class) { (void)context; return v && v->class == class; }
JSTypedArrayType JSValueGetTypedArrayType(JSContextRef context, JSValueRef v, JSValueRef *exception) {
    (void)context, (void)v, (void)exception;
    return kJSTypedArrayTypeNone;
}
JSValueRef JSValueMakeUndefined(JSContextRef context) { (void)context; return value(kJSTypeUndefined); }
JSValueRef JSValueMakeNull(JSContextRef context) { (void)context; return value(kJSTypeNull); }
JSValueRef JSValueMakeBoolean(JSContextRef context, bool boolean) {
    (void)context;
    Value *v = value(kJSTypeBoolean);
    v->number = boolean;
    return v;
}
JSValueRef JSValueMakeNumber(JSContextRef context, double number) {
    (void)context;
    Value *v = value(kJSTypeNumber);
    v->number = number;
    return v;
}
JSValueRef JSValueMakeString(JSContextRef context, JSStringRef string) {
    (void)context;
    Value *v = value(kJSTypeString);
    v->string = string ? JSStringRetain(string) : JSStringCreateWithCharacters(NULL, 0);
    return v;
}
bool JSValueToBoolean(JSContextRef context, JSValueRef v) {
    (void)context;
    if (!v) return false;
    switch (v->type) {
        case kJSTypeBoolean: case kJSTypeNumber: return v->number != 0;
        case kJSTypeString: return v->string->length != 0;
        case kJSTypeObject: case kJSTypeSymbol: return true;
        default: return false;
    }
}
static double nan_value(void) { volatile double zero = 0; return zero / zero; }
double JSValueToNumber(JSContextRef context, JSValueRef v, JSValueRef *exception) {
    (void)context;
    if (v && v->value_of_throws && exception) *exception = v->value_of_throws;
    return v && (v->type == kJSTypeNumber || v->type == kJSTypeBoolean) ? v->number : nan_value();
}
JSStringRef JSValueToStringCopy(JSContextRef context, JSValueRef v, JSValueRef *exception) {
    char text[40];
    switch (JSValueGetType(context, v)) {
        case kJSTypeString: return JSStringRetain(v->string);
        case kJSTypeNumber: snprintf(text, sizeof text, "%.15g", v->number); break;
        case kJSTypeBoolean: strcpy(text, v->number ? "true" : "false"); break;
        case kJSTypeNull: strcpy(text, "null"); break;
        case kJSTypeUndefined: strcpy(text, "undefined"); break;
        default:
            if (v->is_error) {
                JSStringRef name = JSStringCreateWithUTF8CString("message");
                JSValueRef message = JSObjectGetProperty(context, (JSObjectRef)v, name, exception);
                JSStringRelease(name);
                return JSValueToStringCopy(context, message, exception);
            }
            strcpy(text, "[object Object]");
    }
    return JSStringCreateWithUTF8CString(text);
}
JSObjectRef JSValueToObject(JSContextRef context, JSValueRef v, JSValueRef *exception) {
    (void)context, (void)exception;
    return v && v->type == kJSTypeObject ? (JSObjectRef)v : NULL;
}
bool JSValueIsStrictEqual(JSContextRef context, JSValueRef a, JSValueRef b) {
    if (JSValueGetType(context, a) != JSValueGetType(context, b)) return false;
    switch (JSValueGetType(context, a)) {
        case kJSTypeObject: case kJSTypeSymbol: return a == b;
        case kJSTypeString: return JSStringIsEqual(a->string, b->string);
        case kJSTypeNumber: case kJSTypeBoolean: return a->number == b->number;
        default: return true;
    }
}
bool JSValueIsEqual(JSContextRef context, JSValueRef a, JSValueRef b, JSValueRef *exception) {
    (void)exception;
    return JSValueIsStrictEqual(context, a, b);
}
void JSValueProtect(JSContextRef context, JSValueRef v) { (void)context; if (v) ((Value *)v)->protected++; }
void JSValueUnprotect(JSContextRef context, JSValueRef v) {
    (void)context;
    if (v && --((Value *)v)->protected < 0) {
        fputs("the stub engine: unprotected more often than protected\n", stderr);
        abort();
    }
}

/* ---- Objects ---- */

JSClassRef JSClassCreate(const JSClassDefinition *definition) {
    Class *class = make(sizeof *class);
    class->count = 1;
    class->definition = *definition;
    return class;
}
JSClassRef JSClassRetain(JSClassRef class) { class->count++; return class; }
void JSClassRelease(JSClassRef class) { class->count--; }
JSObjectRef JSObjectMake(JSContextRef context, JSClassRef class, void *data) {
    Value *object = value(kJSTypeObject);
    object->class = class;
    object->private = data;
    if (class && class->definition.initialize) class->definition.initialize(context, object);
    return object;
}
JSObjectRef JSObjectMakeFunctionWithCallback(JSContextRef context, JSStringRef name, JSObjectCallAsFunctionCallback call) {
    (void)name;
    Value *function = JSObjectMake(context, NULL, NULL);
    function->call = call;
    return function;
}
JSObjectRef JSObjectMakeArray(JSContextRef context, size_t count, const JSValueRef arguments[], JSValueRef *exception) {
    Value *array = JSObjectMake(context, NULL, NULL);
    array->is_array = true;
    for (size_t i = 0; i < count; i++) JSObjectSetPropertyAtIndex(context, array, (unsigned)i, arguments[i], exception);
    return array;
}
JSObjectRef JSObjectMakeError(JSContextRef context, size_t count, const JSValueRef arguments[], JSValueRef *exception) {
    Value *error = JSObjectMake(context, NULL, NULL);
    JSStringRef name = JSStringCreateWithUTF8CString("message");
    error->is_error = true;
    if (count) JSObjectSetProperty(context, error, name, arguments[0], kJSPropertyAttributeNone, exception);
    JSStringRelease(name);
    return error;
}
void *JSObjectGetPrivate(JSObjectRef object) { return object->class ? object->private : NULL; }
bool JSObjectSetPrivate(JSObjectRef object, void *data) {
    if (!object->class) return false;
    object->private = data;
    return true;
}
JSValueRef JSObjectGetPrototype(JSContextRef context, JSObjectRef object) {
    return object->prototype ? object->prototype : JSValueMakeNull(context);
}
void JSObjectSetPrototype(JSContextRef context, JSObjectRef object, JSValueRef prototype) {
    object->prototype = JSValueIsObject(context, prototype) ? prototype : NULL;
}
static Property *property(const Value *object, String *name) {
    for (; object; object = object->prototype)
        for (Property *p = object->properties; p; p = p->next)
            if (JSStringIsEqual(p->name, name)) return p;
    return NULL;
}
bool JSObjectHasProperty(JSContextRef context, JSObjectRef object, JSStringRef name) {
    (void)context;
    return property(object, name) != NULL;
}
JSValueRef JSObjectGetProperty(JSContextRef context, JSObjectRef object, JSStringRef name, JSValueRef *exception) {
    (void)exception;
    Property *found = property(object, name);
    return found ? found->value : JSValueMakeUndefined(context);
}
void JSObjectSetProperty(JSContextRef context, JSObjectRef object, JSStringRef name, JSValueRef v,
                         JSPropertyAttributes attributes, JSValueRef *exception) {
    (void)context, (void)attributes, (void)exception;
    Property **end = &object->properties;
    for (; *end; end = &(*end)->next)
        if (JSStringIsEqual((*end)->name, name)) { (*end)->value = v; return; }
    *end = make(sizeof **end);
    (*end)->name = JSStringRetain(name);
    (*end)->value = v;
}
bool JSObjectDeleteProperty(JSContextRef context, JSObjectRef object, JSStringRef name, JSValueRef *exception) {
    (void)context, (void)exception;
    for (Property **p = &object->properties; *p; p = &(*p)->next)
        if (JSStringIsEqual((*p)->name, name)) { *p = (*p)->next; break; }
    return true;
}
#define WITH_KEY(RESULT, CALL) \
    JSStringRef name = JSValueToStringCopy(context, key, exception); RESULT CALL; JSStringRelease(name);
bool JSObjectHasPropertyForKey(JSContextRef context, JSObjectRef object, JSValueRef key, JSValueRef *exception) {
    WITH_KEY(bool has =, JSObjectHasProperty(context, object, name))
    return has;
}
JSValueRef JSObjectGetPropertyForKey(JSContextRef context, JSObjectRef object, JSValueRef key, JSValueRef *exception) {
    WITH_KEY(JSValueRef got =, JSObjectGetProperty(context, object, name, exception))
    return got;
}
void JSObjectSetPropertyForKey(JSContextRef context, JSObjectRef object, JSValueRef key, JSValueRef v,
                               JSPropertyAttributes attributes, JSValueRef *exception) {
    WITH_KEY(, JSObjectSetProperty(context, object, name, v, attributes, exception))
}
bool JSObjectDeletePropertyForKey(JSContextRef context, JSObjectRef object, JSValueRef key, JSValueRef *exception) {
    WITH_KEY(bool deleted =, JSObjectDeleteProperty(context, object, name, exception))
    return deleted;
}
static JSStringRef index_name(unsigned index) {
    char text[16];
    snprintf(text, sizeof text, "%u", index);
    return JSStringCreateWithUTF8CString(text);
}
JSValueRef JSObjectGetPropertyAtIndex(JSContextRef context, JSObjectRef object, unsigned index, JSValueRef *exception) {
    JSStringRef name = index_name(index);
    JSValueRef got = JSObjectGetProperty(context, object, name, exception);
    JSStringRelease(name);
    return got;
}
void JSObjectSetPropertyAtIndex(JSContextRef context, JSObjectRef object, unsigned index, JSValueRef v, JSValueRef *exception) {
    JSStringRef name = index_name(index);
    JSObjectSetProperty(context, object, name, v, kJSPropertyAttributeNone, exception);
    JSStringRelease(name);
}
JSPropertyNameArrayRef JSObjectCopyPropertyNames(JSContextRef context, JSObjectRef object) {
    (void)context;
    JSPropertyNameArrayRef array = make(sizeof *array);
    for (Property *p = object->properties; p; p = p->next) array->length++;
    array->names = make((array->length + 1) * sizeof *array->names);
    size_t i = 0;
    for (Property *p = object->properties; p; p = p->next) array->names[i++] = p->name;
    return array;
}
size_t JSPropertyNameArrayGetCount(JSPropertyNameArrayRef array) { return array->length; }
JSStringRef JSPropertyNameArrayGetNameAtIndex(JSPropertyNameArrayRef array, size_t index) { return array->names[index]; }

static JSObjectCallAsFunctionCallback callback(const Value *object) {
    return object->call ? object->call : object->class ? object->class->definition.callAsFunction : NULL;
}
bool JSObjectIsFunction(JSContextRef context, JSObjectRef object) { (void)context; return callback(object) != NULL; }
JSValueRef JSObjectCallAsFunction(JSContextRef context, JSObjectRef object, JSObjectRef this, size_t count,
                                  const JSValueRef arguments[], JSValueRef *exception) {
    JSObjectCallAsFunctionCallback call = callback(object);
    if (!call) return NULL;
    JSValueRef thrown = NULL;
    JSValueRef result = call(context, object, this ? this : context->global, count, arguments, &thrown);
    if (thrown && exception) *exception = thrown;
    return thrown ? NULL : result ? result : JSValueMakeUndefined(context);
}

/*
 * ---- Scripts ----
 * NAME, NAME(EXPR, …), NUMBER, 'TEXT', EXPR + EXPR, EXPR * EXPR, { valueOf() { throw EXPR } }; throw EXPR; ends with ;
 */

typedef struct { JSContextRef context; const char *at; JSValueRef thrown; } Reader;

static JSValueRef fail(Reader *reader, const char *text) {
    if (!reader->thrown) {
        JSStringRef string = JSStringCreateWithUTF8CString(text);
        JSValueRef message = JSValueMakeString(reader->context, string);
        JSStringRelease(string);
        reader->thrown = JSObjectMakeError(reader->context, 1, &message, NULL);
    }
    return JSValueMakeUndefined(reader->context);
}
static bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool skip(Reader *reader, char c) {
    while (*reader->at == ' ' || *reader->at == '\n') reader->at++;
    if (*reader->at != c || !c) return false;
    reader->at++;
    return true;
}
static JSValueRef sum(Reader *reader);
static JSStringRef span(const char *from, const char *to) {
    JSStringRef made;
    char *copy = make((size_t)(to - from) + 1);
    memcpy(copy, from, (size_t)(to - from));
    made = JSStringCreateWithUTF8CString(copy);
    free(copy);
    return made;
}
static JSValueRef atom(Reader *reader) {
    (void)skip(reader, '\0');
    const char *start = reader->at;
    if (skip(reader, '(')) {
        JSValueRef inner = sum(reader);
        return skip(reader, ')') ? inner : fail(reader, "expected )");
    }
    const char *literal = "{ valueOf() { throw ";
    if (strncmp(start, literal, strlen(literal)) == 0) {
        reader->at += strlen(literal);
        Value *object = JSObjectMake(reader->context, NULL, NULL);
        object->value_of_throws = sum(reader);
        return skip(reader, '}') && skip(reader, '}') ? object : fail(reader, "expected } }");
    }
    if (*start == '\'' || *start == '"') {
        const char *end = strchr(start + 1, *start);
        if (!end) return fail(reader, "unterminated string");
        reader->at = end + 1;
        return JSValueMakeString(reader->context, span(start + 1, end));
    }
    if (is_name(*start)) {
        while (is_name(*reader->at)) reader->at++;
        JSStringRef name = span(start, reader->at);
        if (JSStringIsEqualToUTF8CString(name, "globalThis")) return reader->context->global;
        Property *found = property(reader->context->global, name);
        if (!found) return fail(reader, "no such variable");
        if (!skip(reader, '(')) return found->value;
        JSValueRef arguments[16];
        size_t count = 0;
        while (!skip(reader, ')')) {
            if (count == 16 || (count && !skip(reader, ','))) return fail(reader, "expected ) or ,");
            arguments[count++] = sum(reader);
            if (reader->thrown) return arguments[0];
        }
        JSValueRef result = JSObjectCallAsFunction(reader->context, (JSObjectRef)found->value, NULL, count, arguments, &reader->thrown);
        return result ? result : fail(reader, "not a function");
    }
    char *end;
    double number = strtod(start, &end);
    if (end == start) return fail(reader, "the stub engine does not know this script");
    reader->at = end;
    return JSValueMakeNumber(reader->context, number);
}
static JSValueRef product(Reader *reader) {
    JSValueRef left = atom(reader);
    while (!reader->thrown && skip(reader, '*')) {
        JSValueRef right = atom(reader);
        left = JSValueMakeNumber(reader->context, JSValueToNumber(reader->context, left, NULL) * JSValueToNumber(reader->context, right, NULL));
    }
    return left;
}
static JSValueRef sum(Reader *reader) {
    JSValueRef left = product(reader);
    while (!reader->thrown && skip(reader, '+')) {
        JSValueRef right = product(reader);
        left = JSValueMakeNumber(reader->context, JSValueToNumber(reader->context, left, NULL) + JSValueToNumber(reader->context, right, NULL));
    }
    return left;
}
JSValueRef JSEvaluateScript(JSContextRef context, JSStringRef script, JSObjectRef this, JSStringRef url, int line, JSValueRef *exception) {
    (void)this, (void)url, (void)line;
    size_t size = JSStringGetMaximumUTF8CStringSize(script);
    char *text = make(size);
    JSStringGetUTF8CString(script, text, size);
    Reader reader = {context, text, NULL};
    JSValueRef result = JSValueMakeUndefined(context);
    do {
        (void)skip(&reader, '\0');
        if (!*reader.at) break;
        if (strncmp(reader.at, "throw ", 6) == 0) {
            reader.at += 6;
            JSValueRef thrown = sum(&reader);
            if (!reader.thrown) reader.thrown = thrown;
        } else {
            result = sum(&reader);
        }
    } while (!reader.thrown && skip(&reader, ';'));
    if (!reader.thrown && *reader.at) fail(&reader, "the stub engine does not know this script");
    free(text);
    if (reader.thrown && exception) *exception = reader.thrown;
    return reader.thrown ? NULL : result;
}
bool JSCheckScriptSyntax(JSContextRef context, JSStringRef script, JSStringRef url, int line, JSValueRef *exception) {
    (void)context, (void)script, (void)url, (void)line, (void)exception;
    return true;
}
