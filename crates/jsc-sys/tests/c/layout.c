/* Prints the sizes, offsets and constants of the C API, a name and a number on each line. Built
 * twice: with our header, and with the installed ones (-DSYSTEM_HEADERS). */
#ifdef SYSTEM_HEADERS
#include <JavaScriptCore/JavaScript.h>
#else
#include "JavaScriptCorePrivate.h"
#endif
#include <stdio.h>

#define SIZE(type) printf("sizeof(%s) %zu\n", #type, sizeof(type));
#define FIELD(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(type, field));
#define CONSTANT(name) printf("%s %zu\n", #name, (size_t)name);

int main(void) {
    SIZE(JSChar)
    SIZE(JSType)
    SIZE(JSTypedArrayType)
    SIZE(JSRelationCondition)
    SIZE(JSPropertyAttributes)
    SIZE(JSClassAttributes)
    SIZE(JSContextRef)
    SIZE(JSValueRef)
    SIZE(JSObjectCallAsFunctionCallback)
    SIZE(JSStaticValue)
    FIELD(JSStaticValue, name)
    FIELD(JSStaticValue, getProperty)
    FIELD(JSStaticValue, setProperty)
    FIELD(JSStaticValue, attributes)
    SIZE(JSStaticFunction)
    FIELD(JSStaticFunction, name)
    FIELD(JSStaticFunction, callAsFunction)
    FIELD(JSStaticFunction, attributes)
    SIZE(JSClassDefinition)
    FIELD(JSClassDefinition, version)
    FIELD(JSClassDefinition, attributes)
    FIELD(JSClassDefinition, className)
    FIELD(JSClassDefinition, parentClass)
    FIELD(JSClassDefinition, staticValues)
    FIELD(JSClassDefinition, staticFunctions)
    FIELD(JSClassDefinition, initialize)
    FIELD(JSClassDefinition, finalize)
    FIELD(JSClassDefinition, hasProperty)
    FIELD(JSClassDefinition, getProperty)
    FIELD(JSClassDefinition, setProperty)
    FIELD(JSClassDefinition, deleteProperty)
    FIELD(JSClassDefinition, getPropertyNames)
    FIELD(JSClassDefinition, callAsFunction)
    FIELD(JSClassDefinition, callAsConstructor)
    FIELD(JSClassDefinition, hasInstance)
    FIELD(JSClassDefinition, convertToType)
    CONSTANT(kJSTypeUndefined)
    CONSTANT(kJSTypeNull)
    CONSTANT(kJSTypeBoolean)
    CONSTANT(kJSTypeNumber)
    CONSTANT(kJSTypeString)
    CONSTANT(kJSTypeObject)
    CONSTANT(kJSTypeSymbol)
    CONSTANT(kJSTypeBigInt)
    CONSTANT(kJSTypedArrayTypeInt8Array)
    CONSTANT(kJSTypedArrayTypeInt16Array)
    CONSTANT(kJSTypedArrayTypeInt32Array)
    CONSTANT(kJSTypedArrayTypeUint8Array)
    CONSTANT(kJSTypedArrayTypeUint8ClampedArray)
    CONSTANT(kJSTypedArrayTypeUint16Array)
    CONSTANT(kJSTypedArrayTypeUint32Array)
    CONSTANT(kJSTypedArrayTypeFloat32Array)
    CONSTANT(kJSTypedArrayTypeFloat64Array)
    CONSTANT(kJSTypedArrayTypeArrayBuffer)
    CONSTANT(kJSTypedArrayTypeNone)
    CONSTANT(kJSTypedArrayTypeBigInt64Array)
    CONSTANT(kJSTypedArrayTypeBigUint64Array)
    CONSTANT(kJSRelationConditionUndefined)
    CONSTANT(kJSRelationConditionEqual)
    CONSTANT(kJSRelationConditionGreaterThan)
    CONSTANT(kJSRelationConditionLessThan)
    CONSTANT(kJSPropertyAttributeNone)
    CONSTANT(kJSPropertyAttributeReadOnly)
    CONSTANT(kJSPropertyAttributeDontEnum)
    CONSTANT(kJSPropertyAttributeDontDelete)
    CONSTANT(kJSClassAttributeNone)
    CONSTANT(kJSClassAttributeNoAutomaticPrototype)
#ifndef SYSTEM_HEADERS
    SIZE(JSMarker)
    FIELD(JSMarker, IsMarked)
    FIELD(JSMarker, Mark)
    SIZE(JSProcessID)
#endif
    return 0;
}
