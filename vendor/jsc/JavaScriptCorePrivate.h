/*
 * The C functions that JavaScriptCore exports and no SDK or -dev package declares: 54 of them, with
 * the types they use. They come and go with the engine's version and platform, so a program looks
 * them up when it runs; on Apple platforms an app store rejects programs that use them.
 */
#ifndef JSC_SYS_JAVASCRIPTCORE_PRIVATE_H
#define JSC_SYS_JAVASCRIPTCORE_PRIVATE_H

#include "JavaScriptCore.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Types --------------------------------------------------------------------------------- */

/** A parsed script, bound to one virtual machine; counted. */
typedef struct OpaqueJSScript *JSScriptRef;
/** A reference that does not keep its object alive; counted. */
typedef const struct OpaqueJSWeak *JSWeakRef;
/** A map from pointers to objects it does not keep alive. */
typedef struct OpaqueJSWeakObjectMap *JSWeakObjectMapRef;
/** A process, to the remote inspector. */
typedef int JSProcessID;

typedef struct JSMarker JSMarker;
/** The collector, to a marking constraint. */
typedef JSMarker *JSMarkerRef;
/** What a marking constraint may do. */
struct JSMarker {
    bool (*IsMarked)(JSMarkerRef marker, JSObjectRef object);
    void (*Mark)(JSMarkerRef marker, JSObjectRef object);
};

/** True ends the script. A callback that neither ends it nor sets a new limit leaves it unlimited. */
typedef bool (*JSShouldTerminateCallback)(JSContextRef ctx, void *context);
/** Marks what the program keeps alive; runs during a collection, perhaps on the collector's thread. */
typedef void (*JSMarkingConstraint)(JSMarkerRef marker, void *userData);
/** Runs after each collection. */
typedef void (*JSHeapFinalizer)(JSContextGroupRef group, void *userData);
/** Meant to run when a weak map goes; WebKitGTK 2.50 does not call it when the context is released. */
typedef void (*JSWeakMapDestroyedCallback)(JSWeakObjectMapRef map, void *data);

/* ---- JSBasePrivate.h, ExtraSymbolsForTAPI.h ------------------------------------------------ */

void JSReportExtraMemoryCost(JSContextRef ctx, size_t size);
void JSDisableGCTimer(void);
/* Neither on Apple platforms nor on Windows. */
bool JSConfigureSignalForGC(int signal);
JSObjectRef JSGetMemoryUsageStatistics(JSContextRef ctx);
void JSSynchronousGarbageCollectForDebugging(JSContextRef ctx);
void JSSynchronousEdenCollectForDebugging(JSContextRef ctx);

/* ---- JSContextRefPrivate.h ----------------------------------------------------------------- */

JSStringRef JSContextCreateBacktrace(JSContextRef ctx, unsigned maxStackSize);
void JSContextGroupSetExecutionTimeLimit(JSContextGroupRef group, double limit, JSShouldTerminateCallback callback, void *context);
void JSContextGroupClearExecutionTimeLimit(JSContextGroupRef group);
bool JSContextGroupEnableSamplingProfiler(JSContextGroupRef group);
void JSContextGroupDisableSamplingProfiler(JSContextGroupRef group);
JSStringRef JSContextGroupTakeSamplesFromSamplingProfiler(JSContextGroupRef group);
bool JSGlobalContextGetRemoteInspectionEnabled(JSGlobalContextRef ctx);
void JSGlobalContextSetRemoteInspectionEnabled(JSGlobalContextRef ctx, bool enabled);
bool JSGlobalContextGetIncludesNativeCallStackWhenReportingExceptions(JSGlobalContextRef ctx);
void JSGlobalContextSetIncludesNativeCallStackWhenReportingExceptions(JSGlobalContextRef ctx, bool includesNativeCallStack);
void JSGlobalContextSetUnhandledRejectionCallback(JSGlobalContextRef ctx, JSObjectRef function, JSValueRef *exception);
void JSGlobalContextSetEvalEnabled(JSGlobalContextRef ctx, bool enabled, JSStringRef message);

/* ---- JSObjectRefPrivate.h ------------------------------------------------------------------ */

bool JSObjectSetPrivateProperty(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName, JSValueRef value);
JSValueRef JSObjectGetPrivateProperty(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName);
bool JSObjectDeletePrivateProperty(JSContextRef ctx, JSObjectRef object, JSStringRef propertyName);
JSObjectRef JSObjectGetProxyTarget(JSObjectRef object);
JSGlobalContextRef JSObjectGetGlobalContext(JSObjectRef object);

/* ---- JSScriptRefPrivate.h ------------------------------------------------------------------ */

JSScriptRef JSScriptCreateReferencingImmortalASCIIText(JSContextGroupRef contextGroup, JSStringRef url, int startingLineNumber, const char *source, size_t length, JSStringRef *errorMessage, int *errorLine);
JSScriptRef JSScriptCreateFromString(JSContextGroupRef contextGroup, JSStringRef url, int startingLineNumber, JSStringRef source, JSStringRef *errorMessage, int *errorLine);
void JSScriptRetain(JSScriptRef script);
void JSScriptRelease(JSScriptRef script);
JSValueRef JSScriptEvaluate(JSContextRef ctx, JSScriptRef script, JSValueRef thisValue, JSValueRef *exception);

/* ---- JSStringRefPrivate.h ------------------------------------------------------------------ */

JSStringRef JSStringCreateWithCharactersNoCopy(const JSChar *chars, size_t numChars);

/* ---- JSLockRefPrivate.h -------------------------------------------------------------------- */

void JSLock(JSContextRef ctx);
void JSUnlock(JSContextRef ctx);

/* ---- JSWeakPrivate.h, JSWeakObjectMapRefPrivate.h ------------------------------------------ */

JSWeakRef JSWeakCreate(JSContextGroupRef group, JSObjectRef object);
void JSWeakRetain(JSContextGroupRef group, JSWeakRef weak);
void JSWeakRelease(JSContextGroupRef group, JSWeakRef weak);
JSObjectRef JSWeakGetObject(JSWeakRef weak);
JSWeakObjectMapRef JSWeakObjectMapCreate(JSContextRef ctx, void *data, JSWeakMapDestroyedCallback destructor);
void JSWeakObjectMapSet(JSContextRef ctx, JSWeakObjectMapRef map, void *key, JSObjectRef object);
JSObjectRef JSWeakObjectMapGet(JSContextRef ctx, JSWeakObjectMapRef map, void *key);
void JSWeakObjectMapRemove(JSContextRef ctx, JSWeakObjectMapRef map, void *key);

/* ---- JSMarkingConstraintPrivate.h, JSHeapFinalizerPrivate.h -------------------------------- */

void JSContextGroupAddMarkingConstraint(JSContextGroupRef group, JSMarkingConstraint constraint, void *userData);
void JSContextGroupAddHeapFinalizer(JSContextGroupRef group, JSHeapFinalizer finalizer, void *userData);
void JSContextGroupRemoveHeapFinalizer(JSContextGroupRef group, JSHeapFinalizer finalizer, void *userData);

/* ---- JSRemoteInspector.h ------------------------------------------------------------------- */

void JSRemoteInspectorDisableAutoStart(void);
void JSRemoteInspectorStart(void);
void JSRemoteInspectorSetParentProcessInformation(JSProcessID pid, const uint8_t *auditData, size_t auditLength);
void JSRemoteInspectorSetLogToSystemConsole(bool logToSystemConsole);
bool JSRemoteInspectorGetInspectionEnabledByDefault(void);
void JSRemoteInspectorSetInspectionEnabledByDefault(bool enabled);
bool JSRemoteInspectorGetInspectionFollowsInternalPolicies(void);
void JSRemoteInspectorSetInspectionFollowsInternalPolicies(bool followsInternalPolicies);

/* ---- APIIntegrityPrivate.h: returns its argument, or crashes if the heap does not know it --- */

JSContextRef jsAuditJSContextRef(JSContextRef ctx);
JSGlobalContextRef jsAuditJSGlobalContextRef(JSGlobalContextRef ctx);
JSObjectRef jsAuditJSObjectRef(JSObjectRef object);
JSValueRef jsAuditJSValueRef(JSValueRef value);

#ifdef __cplusplus
}
#endif

#endif
