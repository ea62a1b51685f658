/*
 * The public C API of JavaScriptCore in one self-contained file: what JSBase.h, JSContextRef.h,
 * JSObjectRef.h, JSStringRef.h, JSTypedArray.h and JSValueRef.h declare, without their includes,
 * their availability macros or their text. 117 functions and one constant.
 *
 * It exists so that bindings can be generated for every target on any machine. A test of the crate
 * `jsc-sys` compares each declaration with the headers of the installed engine.
 *
 * In the comments: "Since" is what Apple's headers state; "Throws" means that a JavaScript exception
 * is stored through the last parameter (which may be NULL); "+1" that the caller releases the result.
 * A file that has included the engine's own headers defines JSC_SYS_WITH_SYSTEM_TYPES to get the
 * callbacks and functions alone.
 */
#ifndef JSC_SYS_JAVASCRIPTCORE_H
#define JSC_SYS_JAVASCRIPTCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Types --------------------------------------------------------------------------------- */

/** A group of contexts that may exchange values: one virtual machine. */
typedef const struct OpaqueJSContextGroup *JSContextGroupRef;
/** A place to run JavaScript in: the context a callback was called with, or a global one. */
typedef const struct OpaqueJSContext *JSContextRef;
/** A context with a global object; counted. */
typedef struct OpaqueJSContext *JSGlobalContextRef;
/** An immutable UTF-16 string outside the collected heap; counted, from any thread. */
typedef struct OpaqueJSString *JSStringRef;
/** A class of native objects; counted, from any thread. */
typedef struct OpaqueJSClass *JSClassRef;
/** A list of property names; counted, not atomically. */
typedef struct OpaqueJSPropertyNameArray *JSPropertyNameArrayRef;
/** What a `getPropertyNames` callback adds its names to. */
typedef struct OpaqueJSPropertyNameAccumulator *JSPropertyNameAccumulatorRef;
/** Any JavaScript value. */
typedef const struct OpaqueJSValue *JSValueRef;
/** A JavaScript object; every object is also a value. */
typedef struct OpaqueJSValue *JSObjectRef;
/** One UTF-16 code unit. */
typedef unsigned short JSChar;

#ifndef JSC_SYS_WITH_SYSTEM_TYPES

/** What kind of value a value is. */
typedef enum {
    kJSTypeUndefined,
    kJSTypeNull,
    kJSTypeBoolean,
    kJSTypeNumber,
    kJSTypeString,
    kJSTypeObject,
    kJSTypeSymbol,
    kJSTypeBigInt
} JSType;

/** What kind of typed array an object is. */
typedef enum {
    kJSTypedArrayTypeInt8Array,
    kJSTypedArrayTypeInt16Array,
    kJSTypedArrayTypeInt32Array,
    kJSTypedArrayTypeUint8Array,
    kJSTypedArrayTypeUint8ClampedArray,
    kJSTypedArrayTypeUint16Array,
    kJSTypedArrayTypeUint32Array,
    kJSTypedArrayTypeFloat32Array,
    kJSTypedArrayTypeFloat64Array,
    kJSTypedArrayTypeArrayBuffer,
    kJSTypedArrayTypeNone,
    kJSTypedArrayTypeBigInt64Array,
    kJSTypedArrayTypeBigUint64Array
} JSTypedArrayType;

/** How two values compare; undefined where one of them is not a number. */
typedef enum {
    kJSRelationConditionUndefined,
    kJSRelationConditionEqual,
    kJSRelationConditionGreaterThan,
    kJSRelationConditionLessThan
} JSRelationCondition;

#endif

/** A set of property attributes. */
typedef unsigned JSPropertyAttributes;
/** A set of class attributes. */
typedef unsigned JSClassAttributes;

#ifndef JSC_SYS_WITH_SYSTEM_TYPES

enum {
    kJSPropertyAttributeNone = 0,
    kJSPropertyAttributeReadOnly = 1 << 1,
    kJSPropertyAttributeDontEnum = 1 << 2,
    kJSPropertyAttributeDontDelete = 1 << 3
};

enum {
    kJSClassAttributeNone = 0,
    kJSClassAttributeNoAutomaticPrototype = 1 << 1
};

#endif

/* ---- Callbacks ----------------------------------------------------------------------------- */

/** Frees the bytes of a buffer made without a copy; on any thread, perhaps inside the collector. */
typedef void (*JSTypedArrayBytesDeallocator)(void *bytes, void *deallocatorContext);

/** Runs when an object of the class has been made. */
typedef void (*JSObjectInitializeCallback)(JSContextRef ctx, JSObjectRef object);
/** Runs when an object of the class is collected; on any thread, and must not call the API. */
typedef void (*JSObjectFinalizeCallback)(JSObjectRef object);
/** Answers `in`; a class without it asks its `getProperty`. */
typedef bool (*JSObjectHasPropertyCallback)(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName);
/** Answers a read; NULL passes the question on. */
typedef JSValueRef (*JSObjectGetPropertyCallback)(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName, JSValueRef *exception);
/** Takes a write; false passes it on. */
typedef bool (*JSObjectSetPropertyCallback)(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName, JSValueRef value, JSValueRef *exception);
/** Takes a deletion; false passes it on. */
typedef bool (*JSObjectDeletePropertyCallback)(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName, JSValueRef *exception);
/** Adds the names of properties that only the other callbacks know. */
typedef void (*JSObjectGetPropertyNamesCallback)(JSContextRef ctx, JSObjectRef object, JSPropertyNameAccumulatorRef propertyNames);
/** The object was called. */
typedef JSValueRef (*JSObjectCallAsFunctionCallback)(JSContextRef ctx, JSObjectRef function, JSObjectRef thisObject, size_t argumentCount, const JSValueRef arguments[], JSValueRef *exception);
/** The object was called with `new`. Returning NULL without an exception crashes. */
typedef JSObjectRef (*JSObjectCallAsConstructorCallback)(JSContextRef ctx, JSObjectRef constructor, size_t argumentCount, const JSValueRef arguments[], JSValueRef *exception);
/** Answers `instanceof`. */
typedef bool (*JSObjectHasInstanceCallback)(JSContextRef ctx, JSObjectRef constructor, JSValueRef possibleInstance, JSValueRef *exception);
/** Converts to a number or a string; NULL asks for the usual conversion. */
typedef JSValueRef (*JSObjectConvertToTypeCallback)(JSContextRef ctx, JSObjectRef object, JSType type, JSValueRef *exception);

#ifndef JSC_SYS_WITH_SYSTEM_TYPES

/** One entry of `staticValues`; the list ends with a NULL name. */
typedef struct {
    const char *name;
    JSObjectGetPropertyCallback getProperty;
    JSObjectSetPropertyCallback setProperty;
    JSPropertyAttributes attributes;
} JSStaticValue;

/** One entry of `staticFunctions`; the list ends with a NULL name. */
typedef struct {
    const char *name;
    JSObjectCallAsFunctionCallback callAsFunction;
    JSPropertyAttributes attributes;
} JSStaticFunction;

/** What a class is made from. All zero is a class that does nothing. */
typedef struct {
    int version;
    JSClassAttributes attributes;
    const char *className;
    JSClassRef parentClass;
    const JSStaticValue *staticValues;
    const JSStaticFunction *staticFunctions;
    JSObjectInitializeCallback initialize;
    JSObjectFinalizeCallback finalize;
    JSObjectHasPropertyCallback hasProperty;
    JSObjectGetPropertyCallback getProperty;
    JSObjectSetPropertyCallback setProperty;
    JSObjectDeletePropertyCallback deleteProperty;
    JSObjectGetPropertyNamesCallback getPropertyNames;
    JSObjectCallAsFunctionCallback callAsFunction;
    JSObjectCallAsConstructorCallback callAsConstructor;
    JSObjectHasInstanceCallback hasInstance;
    JSObjectConvertToTypeCallback convertToType;
} JSClassDefinition;

#endif

/** An all-zero definition. */
extern const JSClassDefinition kJSClassDefinitionEmpty;

/* ---- Scripts: JSBase.h --------------------------------------------------------------------- */

/** Runs a script and returns its completion value; NULL when it throws. Throws. */
JSValueRef JSEvaluateScript(JSContextRef ctx, JSStringRef script, JSObjectRef thisObject, JSStringRef sourceURL, int startingLineNumber, JSValueRef *exception);
/** Parses a script (not a module) without running it. Throws a SyntaxError. */
bool JSCheckScriptSyntax(JSContextRef ctx, JSStringRef script, JSStringRef sourceURL, int startingLineNumber, JSValueRef *exception);
/** Hints that a collection would be welcome; does not collect before it returns. */
void JSGarbageCollect(JSContextRef ctx);

/* ---- Contexts: JSContextRef.h -------------------------------------------------------------- */

/** Makes a virtual machine, bound to the calling thread's run loop. +1. Since macOS 10.6, iOS 7. */
JSContextGroupRef JSContextGroupCreate(void);
/** Since macOS 10.6, iOS 7. */
JSContextGroupRef JSContextGroupRetain(JSContextGroupRef group);
/** Since macOS 10.6, iOS 7. */
void JSContextGroupRelease(JSContextGroupRef group);
/** Makes a context in a virtual machine of its own. +1. Since macOS 10.5, iOS 7. */
JSGlobalContextRef JSGlobalContextCreate(JSClassRef globalObjectClass);
/** Makes a context in a group; NULL makes a new group. +1. Since macOS 10.6, iOS 7. */
JSGlobalContextRef JSGlobalContextCreateInGroup(JSContextGroupRef group, JSClassRef globalObjectClass);
/** Retains the context and its virtual machine. */
JSGlobalContextRef JSGlobalContextRetain(JSGlobalContextRef ctx);
/** Releases the context and its virtual machine. */
void JSGlobalContextRelease(JSGlobalContextRef ctx);
/** The context's `globalThis`. */
JSObjectRef JSContextGetGlobalObject(JSContextRef ctx);
/** Borrowed. Since macOS 10.6, iOS 7. */
JSContextGroupRef JSContextGetGroup(JSContextRef ctx);
/** Borrowed. Since macOS 10.7, iOS 7. */
JSGlobalContextRef JSContextGetGlobalContext(JSContextRef ctx);
/** The name an inspector shows; +1, may be NULL. Since macOS 10.10, iOS 8. */
JSStringRef JSGlobalContextCopyName(JSGlobalContextRef ctx);
/** Since macOS 10.10, iOS 8. */
void JSGlobalContextSetName(JSGlobalContextRef ctx, JSStringRef name);
/** Whether an inspector may attach. Since macOS 13.3, iOS 16.4. */
bool JSGlobalContextIsInspectable(JSGlobalContextRef ctx);
/** Since macOS 13.3, iOS 16.4. */
void JSGlobalContextSetInspectable(JSGlobalContextRef ctx, bool inspectable);

/* ---- Values: JSValueRef.h ------------------------------------------------------------------ */

/** The kind of a value; NULL counts as null. */
JSType JSValueGetType(JSContextRef ctx, JSValueRef value);
bool JSValueIsUndefined(JSContextRef ctx, JSValueRef value);
bool JSValueIsNull(JSContextRef ctx, JSValueRef value);
bool JSValueIsBoolean(JSContextRef ctx, JSValueRef value);
bool JSValueIsNumber(JSContextRef ctx, JSValueRef value);
bool JSValueIsString(JSContextRef ctx, JSValueRef value);
/** Since macOS 10.15, iOS 13. */
bool JSValueIsSymbol(JSContextRef ctx, JSValueRef value);
/** Since macOS 15, iOS 18. */
bool JSValueIsBigInt(JSContextRef ctx, JSValueRef value);
bool JSValueIsObject(JSContextRef ctx, JSValueRef value);
/** Whether the object was made with the class or one derived from it; JavaScript cannot fake it. */
bool JSValueIsObjectOfClass(JSContextRef ctx, JSValueRef value, JSClassRef jsClass);
/** A real array; a proxy of one is not. Since macOS 10.11, iOS 9. */
bool JSValueIsArray(JSContextRef ctx, JSValueRef value);
/** Since macOS 10.11, iOS 9. */
bool JSValueIsDate(JSContextRef ctx, JSValueRef value);
/** The kind of typed array, or none. Throws. Since macOS 10.12, iOS 10. */
JSTypedArrayType JSValueGetTypedArrayType(JSContextRef ctx, JSValueRef value, JSValueRef *exception);

/** JavaScript's `==`. Throws. */
bool JSValueIsEqual(JSContextRef ctx, JSValueRef a, JSValueRef b, JSValueRef *exception);
/** JavaScript's `===`. */
bool JSValueIsStrictEqual(JSContextRef ctx, JSValueRef a, JSValueRef b);
/** JavaScript's `instanceof`. Throws. */
bool JSValueIsInstanceOfConstructor(JSContextRef ctx, JSValueRef value, JSObjectRef constructor, JSValueRef *exception);
/** Throws. Since macOS 15, iOS 18. */
JSRelationCondition JSValueCompare(JSContextRef ctx, JSValueRef left, JSValueRef right, JSValueRef *exception);
/** Throws. Since macOS 15, iOS 18. */
JSRelationCondition JSValueCompareInt64(JSContextRef ctx, JSValueRef left, int64_t right, JSValueRef *exception);
/** Throws. Since macOS 15, iOS 18. */
JSRelationCondition JSValueCompareUInt64(JSContextRef ctx, JSValueRef left, uint64_t right, JSValueRef *exception);
/** Throws. Since macOS 15, iOS 18. */
JSRelationCondition JSValueCompareDouble(JSContextRef ctx, JSValueRef left, double right, JSValueRef *exception);

JSValueRef JSValueMakeUndefined(JSContextRef ctx);
JSValueRef JSValueMakeNull(JSContextRef ctx);
JSValueRef JSValueMakeBoolean(JSContextRef ctx, bool boolean);
JSValueRef JSValueMakeNumber(JSContextRef ctx, double number);
/** Copies the string into the collected heap. */
JSValueRef JSValueMakeString(JSContextRef ctx, JSStringRef string);
/** A new symbol. Since macOS 10.15, iOS 13. */
JSValueRef JSValueMakeSymbol(JSContextRef ctx, JSStringRef description);
/** A RangeError where the number has a fraction. Throws. Since macOS 15, iOS 18. */
JSValueRef JSBigIntCreateWithDouble(JSContextRef ctx, double value, JSValueRef *exception);
/** Throws. Since macOS 15, iOS 18. */
JSValueRef JSBigIntCreateWithInt64(JSContextRef ctx, int64_t integer, JSValueRef *exception);
/** Throws. Since macOS 15, iOS 18. */
JSValueRef JSBigIntCreateWithUInt64(JSContextRef ctx, uint64_t integer, JSValueRef *exception);
/** Throws. Since macOS 15, iOS 18. */
JSValueRef JSBigIntCreateWithString(JSContextRef ctx, JSStringRef string, JSValueRef *exception);
/** NULL, and no exception, where the text is not JSON. Since macOS 10.7, iOS 7. */
JSValueRef JSValueMakeFromJSONString(JSContextRef ctx, JSStringRef string);
/** +1; NULL without an exception for what JSON cannot hold. Throws. Since macOS 10.7, iOS 7. */
JSStringRef JSValueCreateJSONString(JSContextRef ctx, JSValueRef value, unsigned indent, JSValueRef *exception);

bool JSValueToBoolean(JSContextRef ctx, JSValueRef value);
/** NaN when it throws. Throws. */
double JSValueToNumber(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
/** Modulo 2^32. Throws. Since macOS 15, iOS 18. */
int32_t JSValueToInt32(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
/** Modulo 2^32. Throws. Since macOS 15, iOS 18. */
uint32_t JSValueToUInt32(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
/** Modulo 2^64. Throws. Since macOS 15, iOS 18. */
int64_t JSValueToInt64(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
/** Modulo 2^64. Throws. Since macOS 15, iOS 18. */
uint64_t JSValueToUInt64(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
/** +1; NULL when it throws. Throws. */
JSStringRef JSValueToStringCopy(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
/** NULL when it throws. Throws. */
JSObjectRef JSValueToObject(JSContextRef ctx, JSValueRef value, JSValueRef *exception);
/** Keeps a value alive until it is unprotected as often as it was protected. */
void JSValueProtect(JSContextRef ctx, JSValueRef value);
void JSValueUnprotect(JSContextRef ctx, JSValueRef value);

/* ---- Objects: JSObjectRef.h ---------------------------------------------------------------- */

/** Copies the definition, but does not retain its parent class. +1. */
JSClassRef JSClassCreate(const JSClassDefinition *definition);
JSClassRef JSClassRetain(JSClassRef jsClass);
void JSClassRelease(JSClassRef jsClass);

/** An object of the class with private data; NULL makes a plain object. */
JSObjectRef JSObjectMake(JSContextRef ctx, JSClassRef jsClass, void *data);
/** A function that calls native code. */
JSObjectRef JSObjectMakeFunctionWithCallback(JSContextRef ctx, JSStringRef name, JSObjectCallAsFunctionCallback callAsFunction);
/** A constructor of objects of the class. */
JSObjectRef JSObjectMakeConstructor(JSContextRef ctx, JSClassRef jsClass, JSObjectCallAsConstructorCallback callAsConstructor);
/** Throws. Since macOS 10.6, iOS 7. */
JSObjectRef JSObjectMakeArray(JSContextRef ctx, size_t argumentCount, const JSValueRef arguments[], JSValueRef *exception);
/** Throws. Since macOS 10.6, iOS 7. */
JSObjectRef JSObjectMakeDate(JSContextRef ctx, size_t argumentCount, const JSValueRef arguments[], JSValueRef *exception);
/** Throws. Since macOS 10.6, iOS 7. */
JSObjectRef JSObjectMakeError(JSContextRef ctx, size_t argumentCount, const JSValueRef arguments[], JSValueRef *exception);
/** Throws. Since macOS 10.6, iOS 7. */
JSObjectRef JSObjectMakeRegExp(JSContextRef ctx, size_t argumentCount, const JSValueRef arguments[], JSValueRef *exception);
/** A promise and the two functions that settle it. Throws. Since macOS 10.15, iOS 13. */
JSObjectRef JSObjectMakeDeferredPromise(JSContextRef ctx, JSObjectRef *resolve, JSObjectRef *reject, JSValueRef *exception);
/** A function from the text of its parameters and body. Throws. */
JSObjectRef JSObjectMakeFunction(JSContextRef ctx, JSStringRef name, unsigned parameterCount, const JSStringRef parameterNames[], JSStringRef body, JSStringRef sourceURL, int startingLineNumber, JSValueRef *exception);

/** The prototype slot itself: null for a proxy, which is not asked. */
JSValueRef JSObjectGetPrototype(JSContextRef ctx, JSObjectRef object);
/** Silent when it fails. */
void JSObjectSetPrototype(JSContextRef ctx, JSObjectRef object, JSValueRef value);
/** May run JavaScript and has no way to report its exception. */
bool JSObjectHasProperty(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName);
/** Throws. */
JSValueRef JSObjectGetProperty(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName, JSValueRef *exception);
/** The attributes count only where the property does not exist yet. Throws. */
void JSObjectSetProperty(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName, JSValueRef value, JSPropertyAttributes attributes, JSValueRef *exception);
/** Throws. */
bool JSObjectDeleteProperty(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName, JSValueRef *exception);
/** Throws. Since macOS 10.15, iOS 13. */
bool JSObjectHasPropertyForKey(JSContextRef ctx, JSObjectRef object, JSValueRef propertyKey, JSValueRef *exception);
/** Throws. Since macOS 10.15, iOS 13. */
JSValueRef JSObjectGetPropertyForKey(JSContextRef ctx, JSObjectRef object, JSValueRef propertyKey, JSValueRef *exception);
/** Throws. Since macOS 10.15, iOS 13. */
void JSObjectSetPropertyForKey(JSContextRef ctx, JSObjectRef object, JSValueRef propertyKey, JSValueRef value, JSPropertyAttributes attributes, JSValueRef *exception);
/** Throws. Since macOS 10.15, iOS 13. */
bool JSObjectDeletePropertyForKey(JSContextRef ctx, JSObjectRef object, JSValueRef propertyKey, JSValueRef *exception);
/** Throws. */
JSValueRef JSObjectGetPropertyAtIndex(JSContextRef ctx, JSObjectRef object, unsigned propertyIndex, JSValueRef *exception);
/** Throws. */
void JSObjectSetPropertyAtIndex(JSContextRef ctx, JSObjectRef object, unsigned propertyIndex, JSValueRef value, JSValueRef *exception);

/** The private data of an object made with a class; NULL for every other object. */
void *JSObjectGetPrivate(JSObjectRef object);
/** False where the object cannot hold private data. */
bool JSObjectSetPrivate(JSObjectRef object, void *data);
bool JSObjectIsFunction(JSContextRef ctx, JSObjectRef object);
/** NULL without an exception where the object cannot be called. Throws. */
JSValueRef JSObjectCallAsFunction(JSContextRef ctx, JSObjectRef object, JSObjectRef thisObject, size_t argumentCount, const JSValueRef arguments[], JSValueRef *exception);
bool JSObjectIsConstructor(JSContextRef ctx, JSObjectRef object);
/** NULL without an exception where the object is not a constructor. Throws. */
JSObjectRef JSObjectCallAsConstructor(JSContextRef ctx, JSObjectRef object, size_t argumentCount, const JSValueRef arguments[], JSValueRef *exception);

/** Names of the enumerable properties, inherited ones too. May run JavaScript; +1. */
JSPropertyNameArrayRef JSObjectCopyPropertyNames(JSContextRef ctx, JSObjectRef object);
JSPropertyNameArrayRef JSPropertyNameArrayRetain(JSPropertyNameArrayRef array);
void JSPropertyNameArrayRelease(JSPropertyNameArrayRef array);
size_t JSPropertyNameArrayGetCount(JSPropertyNameArrayRef array);
/** Borrowed; the index is not checked. */
JSStringRef JSPropertyNameArrayGetNameAtIndex(JSPropertyNameArrayRef array, size_t index);
void JSPropertyNameAccumulatorAddName(JSPropertyNameAccumulatorRef accumulator, JSStringRef propertyName);

/* ---- Strings: JSStringRef.h ---------------------------------------------------------------- */

/** Copies UTF-16. +1. */
JSStringRef JSStringCreateWithCharacters(const JSChar *chars, size_t numChars);
/** Copies UTF-8; text that is not UTF-8 becomes a null string. +1. */
JSStringRef JSStringCreateWithUTF8CString(const char *string);
JSStringRef JSStringRetain(JSStringRef string);
void JSStringRelease(JSStringRef string);
/** In UTF-16 code units. */
size_t JSStringGetLength(JSStringRef string);
/** Borrowed, as long as the string lives. */
const JSChar *JSStringGetCharactersPtr(JSStringRef string);
/** In bytes, with the NUL. */
size_t JSStringGetMaximumUTF8CStringSize(JSStringRef string);
/** Returns the bytes written, with the NUL; stops at a lone surrogate. */
size_t JSStringGetUTF8CString(JSStringRef string, char *buffer, size_t bufferSize);
bool JSStringIsEqual(JSStringRef a, JSStringRef b);
bool JSStringIsEqualToUTF8CString(JSStringRef a, const char *b);

/* ---- Typed arrays and buffers: JSTypedArray.h (since macOS 10.12, iOS 10) ----------------- */

/** Zeroed. Throws. */
JSObjectRef JSObjectMakeTypedArray(JSContextRef ctx, JSTypedArrayType arrayType, size_t length, JSValueRef *exception);
/** Throws. */
JSObjectRef JSObjectMakeTypedArrayWithBytesNoCopy(JSContextRef ctx, JSTypedArrayType arrayType, void *bytes, size_t byteLength, JSTypedArrayBytesDeallocator bytesDeallocator, void *deallocatorContext, JSValueRef *exception);
/** Aborts on a resizable buffer. Throws. */
JSObjectRef JSObjectMakeTypedArrayWithArrayBuffer(JSContextRef ctx, JSTypedArrayType arrayType, JSObjectRef buffer, JSValueRef *exception);
/** Throws. */
JSObjectRef JSObjectMakeTypedArrayWithArrayBufferAndOffset(JSContextRef ctx, JSTypedArrayType arrayType, JSObjectRef buffer, size_t byteOffset, size_t length, JSValueRef *exception);
/** The start of the buffer, not of the view; good until the next call. Throws. */
void *JSObjectGetTypedArrayBytesPtr(JSContextRef ctx, JSObjectRef object, JSValueRef *exception);
/** In elements. Throws. */
size_t JSObjectGetTypedArrayLength(JSContextRef ctx, JSObjectRef object, JSValueRef *exception);
/** Throws. */
size_t JSObjectGetTypedArrayByteLength(JSContextRef ctx, JSObjectRef object, JSValueRef *exception);
/** Throws. */
size_t JSObjectGetTypedArrayByteOffset(JSContextRef ctx, JSObjectRef object, JSValueRef *exception);
/** Throws. */
JSObjectRef JSObjectGetTypedArrayBuffer(JSContextRef ctx, JSObjectRef object, JSValueRef *exception);
/** Throws. */
JSObjectRef JSObjectMakeArrayBufferWithBytesNoCopy(JSContextRef ctx, void *bytes, size_t byteLength, JSTypedArrayBytesDeallocator bytesDeallocator, void *deallocatorContext, JSValueRef *exception);
/** Throws. */
void *JSObjectGetArrayBufferBytesPtr(JSContextRef ctx, JSObjectRef object, JSValueRef *exception);
/** Throws. */
size_t JSObjectGetArrayBufferByteLength(JSContextRef ctx, JSObjectRef object, JSValueRef *exception);

#ifdef __cplusplus
}
#endif

#endif
