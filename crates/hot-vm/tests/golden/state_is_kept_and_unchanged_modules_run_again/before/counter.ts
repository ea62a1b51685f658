globalThis.counters = (globalThis.counters ?? 0) + 1;
