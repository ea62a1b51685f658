/* The bug that this project exists to prevent, on purpose: a promise in a plain pointer.
 *
 * Each round makes a promise on a thread of its own, stores the pointer in memory that the collector does not look at, and ends the thread,
 * so that the promise is on no stack. Then everything is collected, and a weak reference tells whether the promise is alive; no dead memory
 * is read. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "JavaScriptCore.h"

typedef const struct OpaqueJSWeak *WeakRef;

/* Functions that an engine may lack; the caller looks them up. */
struct unprotected_store_functions {
  WeakRef (*weak_create)(JSContextGroupRef group, JSObjectRef object);
  void (*weak_release)(JSContextGroupRef group, WeakRef weak);
  JSObjectRef (*weak_get)(WeakRef weak);
  void (*collect)(JSContextRef context);
};

struct round {
  const struct unprotected_store_functions *functions;
  JSGlobalContextRef context;
  bool protect;
  JSObjectRef *slot; /* the entry promise, as a raw pointer on the heap */
  WeakRef weak;
};

static void *make_promise(void *data) {
  struct round *round = data;
  JSObjectRef promise = JSObjectMakeDeferredPromise(round->context, NULL, NULL, NULL);
  *round->slot = promise;
  if (round->protect) JSValueProtect(round->context, promise);
  round->weak = round->functions->weak_create(JSContextGetGroup(round->context), promise);
  return NULL;
}

/* How many of `rounds` promises are alive after a collection; -1 if a thread or context could not be made. */
int unprotected_store_survivors(const struct unprotected_store_functions *functions, int rounds, bool protect) {
  JSGlobalContextRef context = JSGlobalContextCreate(NULL);
  if (context == NULL) return -1;
  JSContextGroupRef group = JSContextGetGroup(context);
  int survivors = 0;
  for (int i = 0; i < rounds; i++) {
    struct round round = {functions, context, protect, malloc(sizeof(JSObjectRef)), NULL};
    pthread_t thread;
    if (round.slot == NULL || pthread_create(&thread, NULL, make_promise, &round) != 0) {
      free(round.slot);
      survivors = -1;
      break;
    }
    pthread_join(thread, NULL);
    functions->collect(context);
    bool alive = functions->weak_get(round.weak) != NULL;
    survivors += alive;
    if (protect) JSValueUnprotect(context, *round.slot);
    functions->weak_release(group, round.weak);
    free(round.slot);
  }
  JSGlobalContextRelease(context);
  return survivors;
}
