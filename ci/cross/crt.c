/*
 * A stand-in for the start-up code of Microsoft's C library, which cannot be had here: enough to start a Rust program or
 * load a Rust DLL under Wine. For tests only; never ship it. The section names are the linker's, sorted by what follows `$`.
 */
typedef void (*Initializer)(void);
extern int main(int, char **, char **);
extern int _configure_narrow_argv(int), _initialize_narrow_environment(void), *__p___argc(void);
extern char **_get_initial_narrow_environment(void), ***__p___argv(void);
extern void exit(int);

int _fltused = 0x9875; /* "uses floating point": the linker asks for the name */

#pragma section(".CRT$XCA", read)
#pragma section(".CRT$XCZ", read)
#pragma section(".CRT$XLA", read)
#pragma section(".CRT$XLZ", read)
#pragma section(".tls", read, write)
#pragma section(".tls$ZZZ", read, write)
#pragma section(".rdata$T", read)

__declspec(allocate(".CRT$XCA")) Initializer __xc_a[1] = {0};
__declspec(allocate(".CRT$XCZ")) Initializer __xc_z[1] = {0};

/* Thread-local storage: the loader reads this directory, and calls what stands between xl_a and xl_z. */
typedef void (*TlsCallback)(void *, unsigned long, void *);
__declspec(allocate(".CRT$XLA")) TlsCallback __xl_a = 0;
__declspec(allocate(".CRT$XLZ")) TlsCallback __xl_z = 0;
unsigned int _tls_index = 0;
__declspec(allocate(".tls")) char _tls_start = 0;
__declspec(allocate(".tls$ZZZ")) char _tls_end = 0;
struct TlsDirectory { unsigned long long start, end, index, callbacks; unsigned zero_fill, characteristics; };
extern const struct TlsDirectory _tls_used;
__declspec(allocate(".rdata$T")) const struct TlsDirectory _tls_used = {
    (unsigned long long)&_tls_start, (unsigned long long)&_tls_end, (unsigned long long)&_tls_index,
    (unsigned long long)(&__xl_a + 1), 0, 0};

static void initialize(void) {
    for (Initializer *p = __xc_a; p < __xc_z; p++)
        if (*p) (*p)();
}

/* Where a program starts. */
void mainCRTStartup(void) {
    initialize();
    _configure_narrow_argv(1);
    _initialize_narrow_environment();
    exit(main(*__p___argc(), *__p___argv(), _get_initial_narrow_environment()));
}

/* Where a DLL is loaded into a process (reason 1) and told of its threads. */
int _DllMainCRTStartup(void *module, unsigned long reason, void *reserved) {
    (void)module, (void)reserved;
    if (reason == 1) initialize();
    return 1;
}
