//! [`Builder`]: everything about a [`HotVm`] that is decided before it starts.

use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;

use jsc::{Local, Scope, Value};

use crate::error::BuildError;
use crate::events::Event;
use crate::module::NativeModule;
use crate::native::{self, NativeExports};
use crate::vm::HotVm;

/// What a saved file does to the running program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum HotMode {
    /// Nothing: files are not watched.
    #[default]
    Off,
    /// `--hot`: the module graph is evaluated again in the same realm, so `globalThis` survives. Modules that did not change are neither
    /// read nor transformed again, but are evaluated again. Timers and listeners of `process` go with the generation that made them; those of
    /// preloads stay.
    Full,
    /// `--watch`: the embedder is asked to restart, by [`Builder::on_restart`].
    Watch,
}

/// A function that runs the entry module in the embedder's way: see [`Builder::run_main`].
pub(crate) type RunMain = Rc<dyn for<'s> Fn(&'s Scope, &str) -> jsc::Result<Local<'s, Value>>>;

/// Settings of a [`HotVm`]; made by [`HotVm::builder`].
#[must_use = "a builder does nothing until `build`"]
#[derive(Default)]
pub struct Builder {
    pub(crate) entry: Option<String>,
    pub(crate) mode: HotMode,
    pub(crate) preloads: Vec<String>,
    pub(crate) natives: Vec<(String, NativeModule)>,
    pub(crate) cwd: Option<PathBuf>,
    pub(crate) args: Vec<OsString>,
    pub(crate) exec_path: Option<PathBuf>,
    pub(crate) stdout: Option<Box<dyn Write>>,
    pub(crate) stderr: Option<Box<dyn Write>>,
    pub(crate) no_transpile: bool,
    pub(crate) clear_screen: bool,
    pub(crate) colors: bool,
    pub(crate) quiet: bool,
    pub(crate) wait_for_entry: bool,
    pub(crate) small_heap: bool,
    pub(crate) run_main: Option<RunMain>,
    pub(crate) on_event: Option<Box<dyn FnMut(&Event)>>,
    pub(crate) on_exit: Option<Box<dyn Fn(i32)>>,
    pub(crate) on_restart: Option<Box<dyn Fn() + Send + Sync>>,
}

impl Builder {
    /// The module to run: a path (relative to the working directory, the extension may be left out), a `file:` URL, or the name of a module that
    /// [`module`](Self::module) registers.
    pub fn entry(mut self, entry: impl Into<String>) -> Builder {
        self.entry = Some(entry.into());
        self
    }

    /// What a saved file does. Nothing, unless this is called.
    pub fn hot(mut self, mode: HotMode) -> Builder {
        self.mode = mode;
        self
    }

    /// A module to run to its end before the entry; may be called again, order counts. Preloads run once: a reload runs them again only if one of
    /// them had failed.
    pub fn preload(mut self, specifier: impl Into<String>) -> Builder {
        self.preloads.push(specifier.into());
        self
    }

    /// A module made of Rust: what `exports` puts into its [`NativeExports`] can be imported from `specifier`. It is run once for each
    /// generation that imports the module.
    ///
    /// ```
    /// use hot_vm::HotVm;
    ///
    /// # let dir = std::env::temp_dir().join(format!("hot-vm-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&dir)?;
    /// # std::fs::write(dir.join("app.ts"), "import { add } from 'app:math'; if (add(40, 2) !== 42) throw new Error('no');")?;
    /// let code = HotVm::builder()
    ///     .entry("app.ts")
    ///     .cwd(&dir)
    ///     .module("app:math", |exports| exports.function("add", |a: f64, b: f64| a + b))
    ///     .build()?
    ///     .run()?;
    /// assert_eq!(code, 0);
    /// # std::fs::remove_dir_all(&dir)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn module(
        mut self,
        specifier: impl Into<String>,
        exports: impl Fn(&mut NativeExports<'_>) -> jsc::Result<()> + 'static,
    ) -> Builder {
        self.natives
            .push((specifier.into(), native::module(exports)));
        self
    }

    /// The directory that relative paths start from; the process's, unless this is called.
    pub fn cwd(mut self, directory: impl Into<PathBuf>) -> Builder {
        self.cwd = Some(directory.into());
        self
    }

    /// The script's own arguments: `process.argv` from its third element on.
    pub fn args<I: IntoIterator<Item = S>, S: Into<OsString>>(mut self, args: I) -> Builder {
        self.args = args.into_iter().map(Into::into).collect();
        self
    }

    /// The first element of `process.argv`; the running executable, unless this is called.
    pub fn exec_path(mut self, path: impl Into<PathBuf>) -> Builder {
        self.exec_path = Some(path.into());
        self
    }

    /// Where `console.log` and `process.stdout` write; standard output, unless this is called.
    pub fn stdout(mut self, sink: impl Write + 'static) -> Builder {
        self.stdout = Some(Box::new(sink));
        self
    }

    /// Where `console.error`, `process.stderr` and error reports are written; standard error, unless this is called.
    pub fn stderr(mut self, sink: impl Write + 'static) -> Builder {
        self.stderr = Some(Box::new(sink));
        self
    }

    /// Leaves TypeScript and JSX alone, so that they are syntax errors; preloads do not run (as `--no-transpile`).
    pub fn no_transpile(mut self, no_transpile: bool) -> Builder {
        self.no_transpile = no_transpile;
        self
    }

    /// Clears the terminal (`ESC[2J ESC[3J ESC[H`) before each reload.
    pub fn clear_screen(mut self, clear: bool) -> Builder {
        self.clear_screen = clear;
        self
    }

    /// Colours in error reports.
    pub fn colors(mut self, colors: bool) -> Builder {
        self.colors = colors;
        self
    }

    /// Does not write error reports; [`on_event`](Self::on_event) gets them all the same.
    pub fn quiet(mut self, quiet: bool) -> Builder {
        self.quiet = quiet;
        self
    }

    /// Under [`HotMode::Full`] and [`HotMode::Watch`], an entry that does not exist is waited for, and so are preloads. Otherwise the one is a
    /// [`BuildError::EntryNotFound`], and the other ends the program.
    pub fn wait_for_entry(mut self, wait: bool) -> Builder {
        self.wait_for_entry = wait;
        self
    }

    /// Collects garbage after each load, for a smaller heap at the price of slower reloads (as `--smol`).
    pub fn small_heap(mut self, small: bool) -> Builder {
        self.small_heap = small;
        self
    }

    /// Runs the entry in the embedder's own way: `run` is called instead of loading it, with the entry's path, after the preloads, and what it returns
    /// (a promise, or any value) is the generation's entry promise.
    pub fn run_main(
        mut self,
        run: impl for<'s> Fn(&'s Scope, &str) -> jsc::Result<Local<'s, Value>> + 'static,
    ) -> Builder {
        self.run_main = Some(Rc::new(run));
        self
    }

    /// A callback for [`Event`]s.
    pub fn on_event(mut self, callback: impl FnMut(&Event) + 'static) -> Builder {
        self.on_event = Some(Box::new(callback));
        self
    }

    /// What `process.exit` does, after the script's `exit` listeners. It may end the process. If it returns, or unless this is called, the script is
    /// ended and [`HotVm::run`] returns the code.
    pub fn on_exit(mut self, callback: impl Fn(i32) + 'static) -> Builder {
        self.on_exit = Some(Box::new(callback));
        self
    }

    /// Under [`HotMode::Watch`]: what a saved file does. Called on the *watcher's* thread, so that a script that does not end cannot prevent it;
    /// normally it replaces the process.
    pub fn on_restart(mut self, callback: impl Fn() + Send + Sync + 'static) -> Builder {
        self.on_restart = Some(Box::new(callback));
        self
    }

    /// Makes the VM. No module runs before [`HotVm::run`] or [`HotVm::tick`].
    ///
    /// # Errors
    /// [`BuildError`]: no entry was named or it does not exist, or the engine cannot be started.
    pub fn build(self) -> Result<HotVm, BuildError> {
        HotVm::new(self)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("entry", &self.entry)
            .field("mode", &self.mode)
            .field("preloads", &self.preloads)
            .finish_non_exhaustive()
    }
}
