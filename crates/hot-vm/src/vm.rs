//! [`HotVm`]: a program in a VM, its loop, and its generations.

mod report;
mod teardown;
mod turn;

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use jsc::{Context, Vm};

use crate::builder::{Builder, HotMode};
use crate::entry_promise::EntryPromise;
use crate::error::{BuildError, RunError};
use crate::events::Event;
use crate::graph::{Graph, GraphRuntime};
use crate::host::FileHost;
use crate::hot_jsc;
use crate::load::Stage;
use crate::output::Output;
use crate::prelude::{Prelude, Program, path_text};
use crate::source_maps::SourceMaps;
use crate::state::State;
use crate::watching::Watching;

/// A program: one VM, one realm, and one generation of modules after the other.
///
/// [`run`](Self::run) runs it to its end. Inside a loop of one's own, [`tick`](Self::tick) does what is due and says when to come again.
///
/// ```
/// use hot_vm::HotVm;
///
/// # let dir = std::env::temp_dir().join(format!("hot-vm-run-{}", std::process::id()));
/// # std::fs::create_dir_all(&dir)?;
/// std::fs::write(dir.join("app.ts"), "const answer: number = 42; globalThis.done = answer;")?;
/// let code = HotVm::builder().entry("app.ts").cwd(&dir).build()?.run()?;
/// assert_eq!(code, 0);
/// # std::fs::remove_dir_all(&dir)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct HotVm {
    pub(crate) vm: Vm,
    pub(crate) context: Context,
    pub(crate) state: Rc<State>,
    pub(crate) maps: Rc<SourceMaps>,
    pub(crate) prelude: Option<Rc<Prelude>>,
    pub(crate) runtime: Option<Rc<GraphRuntime>>,
    pub(crate) host: Rc<FileHost>,
    pub(crate) settings: Settings,
    pub(crate) entry: EntryPromise,
    /// The graph of the running generation.
    pub(crate) graph: Option<Rc<Graph>>,
    /// The first generation's graph, once replaced, if preloads ran in it: their dynamic imports still need it.
    pub(crate) preload_graph: Option<Rc<Graph>>,
    /// Preloads that have not run to their end yet; none after one full success.
    pub(crate) preloads: Vec<String>,
    pub(crate) stage: Stage,
    pub(crate) generation: u32,
    /// The generation whose rejection was reported.
    pub(crate) reported: Option<u32>,
    /// A file was saved, so the next safe moment reloads.
    pub(crate) reload_requested: bool,
    pub(crate) watching: Option<Watching>,
    pub(crate) before_exit_emitted: bool,
    /// The entry promise of this generation is fulfilled, and will be.
    pub(crate) fulfilled: bool,
    /// A script of this generation was interrupted.
    pub(crate) interrupted: bool,
    pub(crate) finished: Option<i32>,
    pub(crate) on_event: Option<Box<dyn FnMut(&Event)>>,
}

/// What the builder decided and the loop needs.
pub(crate) struct Settings {
    pub(crate) entry: String,
    pub(crate) mode: HotMode,
    pub(crate) no_transpile: bool,
    pub(crate) clear_screen: bool,
    pub(crate) colors: bool,
    pub(crate) quiet: bool,
    pub(crate) small_heap: bool,
    pub(crate) wait_for_entry: bool,
    pub(crate) run_main: Option<crate::builder::RunMain>,
}

/// What a turn of the loop left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tick {
    /// There is more to do right now.
    Busy,
    /// Nothing to do before this much time has passed, or something comes from outside: a saved file, or the engine's own work on other threads.
    /// [`RunLoop::wait`](jsc::RunLoop::wait) of [`HotVm::vm`]'s run loop waits for all of that.
    WaitFor(Duration),
    /// Nothing to do until something comes from outside.
    Wait,
    /// The program has ended with this exit code. Further turns do nothing.
    Finished(i32),
}

impl HotVm {
    /// Starts to describe a program.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn new(builder: Builder) -> Result<HotVm, BuildError> {
        let Builder {
            entry,
            mode,
            preloads,
            mut natives,
            cwd,
            args,
            exec_path,
            stdout,
            stderr,
            ..
        } = builder;
        let entry = entry.ok_or(BuildError::NoEntry)?;
        let cwd = match cwd {
            Some(directory) => canonicalize(&directory)
                .map_err(|source| BuildError::WorkingDirectory { directory, source })?,
            None => std::env::current_dir().map_err(|source| BuildError::WorkingDirectory {
                directory: PathBuf::from("."),
                source,
            })?,
        };
        natives.push((hot_jsc::SPECIFIER.to_owned(), hot_jsc::module()));
        let host = FileHost::new(&cwd, natives, builder.no_transpile)?;
        let watches = mode != HotMode::Off;
        let may_be_missing = watches && builder.wait_for_entry;
        if !may_be_missing && !host.entry_exists(&entry) {
            return Err(BuildError::EntryNotFound { entry });
        }
        let vm = Vm::new()?;
        let context = vm.new_context()?;
        let state = Rc::new(State::new(Output::new(stdout, stderr), builder.on_exit));
        let maps = Rc::new(SourceMaps::default());
        let runtime = context.enter(|scope| GraphRuntime::new(scope, Rc::clone(&maps)))?;
        let exec_path = exec_path
            .or_else(|| std::env::current_exe().ok())
            .unwrap_or_default();
        let mut argv = vec![path_text(&exec_path), host.entry_path(&entry)];
        argv.extend(args.iter().map(|arg| arg.to_string_lossy().into_owned()));
        let prelude = Prelude::install(
            &context,
            &state,
            &maps,
            &Program {
                argv,
                exec_path,
                cwd,
            },
        )?;
        let watching = watches.then(|| Watching::start(mode, &vm, builder.on_restart));
        host.set_watching(watching.as_ref());
        let vm = HotVm {
            vm,
            context,
            state,
            maps,
            prelude: Some(Rc::new(prelude)),
            runtime: Some(runtime),
            host,
            settings: Settings {
                entry,
                mode,
                no_transpile: builder.no_transpile,
                clear_screen: builder.clear_screen,
                colors: builder.colors,
                quiet: builder.quiet,
                small_heap: builder.small_heap,
                wait_for_entry: builder.wait_for_entry,
                run_main: builder.run_main,
            },
            entry: EntryPromise::default(),
            graph: None,
            preload_graph: None,
            preloads,
            stage: Stage::NotStarted,
            generation: 0,
            reported: None,
            reload_requested: false,
            watching,
            before_exit_emitted: false,
            fulfilled: false,
            interrupted: false,
            finished: None,
            on_event: builder.on_event,
        };
        vm.set_printer();
        vm.watch_rejections();
        Ok(vm)
    }

    /// Runs the program until it ends, and gives its exit code: 0, 1 after an uncaught error or a rejected entry, 13 if a top-level `await`
    /// can never settle, 130 if that is because an interrupter ended the script, or what `process.exit` said. With files being watched it ends by `process.exit` alone.
    ///
    /// # Errors
    /// [`RunError`] if the engine fails.
    ///
    /// # Panics
    /// A panic of a host function of the embedder's goes on from here.
    pub fn run(mut self) -> Result<i32, RunError> {
        loop {
            match self.tick()? {
                Tick::Finished(code) => return Ok(code),
                Tick::Busy => {}
                Tick::WaitFor(time) => self.wait(Some(time)),
                Tick::Wait => self.wait(None),
            }
        }
    }

    /// The VM, to enter it or to share its run loop.
    pub fn vm(&self) -> &Vm {
        &self.vm
    }

    /// The realm that the modules run in.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The number of the running generation: 0 after the first load, one more with each reload.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Asks for a reload at the next turn, as if a file had been saved.
    pub fn request_reload(&mut self) {
        self.reload_requested = true;
    }

    /// Sleeps until there is something to do, holding no lock of the engine's.
    fn wait(&self, time: Option<Duration>) {
        let _ = self.vm.run_loop().wait(time);
    }

    /// When the loop must turn again at the latest, whatever comes from outside.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        let timer = self
            .state
            .timers
            .next_due()
            .map(|due| due.saturating_duration_since(Instant::now()));
        [timer, self.vm.run_loop().next_timeout()]
            .into_iter()
            .flatten()
            .min()
    }
}

/// As scripts are to see it.
fn canonicalize(directory: &Path) -> io::Result<PathBuf> {
    let real = directory.canonicalize()?;
    // Windows's verbatim form is good for all paths, but nobody writes it.
    let plain = real
        .to_str()
        .and_then(|text| text.strip_prefix(r"\\?\"))
        .filter(|plain| plain.as_bytes().get(1) == Some(&b':'));
    Ok(plain
        .filter(|_| cfg!(windows))
        .map(PathBuf::from)
        .unwrap_or(real))
}

impl std::fmt::Debug for HotVm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HotVm")
            .field("entry", &self.settings.entry)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}
