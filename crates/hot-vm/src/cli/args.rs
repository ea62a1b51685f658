//! `hot [run] [OPTIONS] ENTRY [ARGS]…`

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches};

/// What happens when a file changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Nothing: the program runs once.
    #[default]
    Once,
    /// `--hot`: the modules are evaluated again, in the same process and global object.
    Hot,
    /// `--watch`: the process starts again.
    Watch,
}

/// How to run a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOptions {
    /// `--hot`, `--watch` or neither.
    pub mode: Mode,
    /// `--preload`, in order.
    pub preloads: Vec<String>,
    /// `--no-clear-screen`.
    pub no_clear_screen: bool,
    /// `--no-transpile`: the files are run as they are.
    pub no_transpile: bool,
    /// `--smol`: use less memory, at the price of speed.
    pub smol: bool,
    /// The program.
    pub entry: PathBuf,
    /// Everything after the entry, whatever it looks like.
    pub args: Vec<OsString>,
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Run a program.
    Run(RunOptions),
    /// `--help`: print [`help_text`].
    Help,
    /// `--version`: print [`version_text`].
    Version,
}

/// A command line that makes no sense; the command prints it to stderr and exits with [`exit::USAGE`].
///
/// [`exit::USAGE`]: super::exit::USAGE
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UsageError {
    /// An unknown option, a value that is missing or of no use.
    #[error("error: {message}\n\n{USAGE}")]
    Invalid {
        /// What is wrong.
        message: String,
    },
    /// Something that this version does not do.
    #[error("error: {what} is not supported yet\n\n{USAGE}")]
    Unsupported {
        /// The option or subcommand.
        what: &'static str,
    },
    /// There is no program to run.
    #[error("error: no file to run was given\n\n{USAGE}")]
    NoEntry,
}

const USAGE: &str =
    "Usage: hot [run] [OPTIONS] ENTRY [ARGS]...\n\nFor more information, try '--help'.";

/// Parses the arguments of the command, without the program's own name.
///
/// Options stand before or after `run`, and before the entry; what follows the entry belongs to the program.
/// A file called `run` is run by `hot run run` or `hot ./run`.
///
/// # Errors
///
/// [`UsageError`]; its text says what is wrong and how it is right.
pub fn parse<I>(args: I) -> Result<Command, UsageError>
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let mut found = Found::default();
    let (mut rest, escaped) = match found.take(&args)? {
        Step::Answer(command) => return Ok(command),
        Step::Rest(rest, escaped) => (rest, escaped),
    };
    if !escaped && let Some(first) = rest.first() {
        if first == "run" {
            rest = match found.take(&rest[1..])? {
                Step::Answer(command) => return Ok(command),
                Step::Rest(rest, _) => rest,
            };
        } else if first == "test" {
            return Err(UsageError::Unsupported { what: "'hot test'" });
        }
    }
    let mut rest = rest.into_iter();
    let entry = rest
        .next()
        .filter(|entry| !entry.is_empty())
        .ok_or(UsageError::NoEntry)?;
    Ok(Command::Run(RunOptions {
        mode: found.mode(),
        preloads: found.preloads,
        no_clear_screen: found.no_clear_screen,
        no_transpile: found.no_transpile,
        smol: found.smol,
        entry: entry.into(),
        args: rest.collect(),
    }))
}

/// The text of `hot --help`.
#[must_use]
pub fn help_text() -> String {
    let mut text = command().render_help().to_string();
    text.push_str(
        "\nEnvironment:\n  \
         HOT_NO_CLEAR_TERMINAL_ON_RELOAD  Keep the screen on reload, as --no-clear-screen does\n  \
         NO_COLOR, FORCE_COLOR            Never, or always, write colours\n\n\
         Exit codes:\n  \
         0 success, 1 uncaught error, 2 wrong usage, 13 unsettled top-level await, 130 interrupted\n",
    );
    text
}

/// The text of `hot --version`, with the version of the engine.
#[must_use]
pub fn version_text(engine: &str) -> String {
    format!("hot {} ({engine})\n", env!("CARGO_PKG_VERSION"))
}

/// The options that were found, before `run` and after it.
#[derive(Debug, Default)]
struct Found {
    hot: bool,
    watch: bool,
    preloads: Vec<String>,
    no_clear_screen: bool,
    no_transpile: bool,
    smol: bool,
}

enum Step {
    Answer(Command),
    /// What is left from the first argument that is no option, and whether `--` stood before it.
    Rest(Vec<OsString>, bool),
}

impl Found {
    /// Takes the options at the start of `args`.
    fn take(&mut self, args: &[OsString]) -> Result<Step, UsageError> {
        let end = end_of_options(args);
        let matches = match command().try_get_matches_from(&args[..end]) {
            Ok(matches) => matches,
            Err(error) => return answer_or_error(&error).map(Step::Answer),
        };
        self.add(&matches)?;
        let escaped = args.get(end).is_some_and(|arg| arg == "--");
        let rest = args[end..]
            .iter()
            .skip(usize::from(escaped))
            .cloned()
            .collect();
        Ok(Step::Rest(rest, escaped))
    }

    fn add(&mut self, matches: &ArgMatches) -> Result<(), UsageError> {
        if let Some(modes) = matches.get_many::<String>("hot") {
            for mode in modes {
                match mode.as_str() {
                    "full" => self.hot = true,
                    "partial" => {
                        return Err(UsageError::Unsupported {
                            what: "--hot=partial",
                        });
                    }
                    other => {
                        let message = format!("invalid value '{other}' for '--hot[=full]'");
                        return Err(UsageError::Invalid { message });
                    }
                }
            }
        }
        if matches.contains_id("eval") {
            return Err(UsageError::Unsupported { what: "--eval" });
        }
        self.watch |= matches.get_flag("watch");
        self.no_clear_screen |= matches.get_flag("no-clear-screen");
        self.no_transpile |= matches.get_flag("no-transpile");
        self.smol |= matches.get_flag("smol");
        self.preloads.extend(
            matches
                .get_many::<String>("preload")
                .into_iter()
                .flatten()
                .cloned(),
        );
        if self.hot && self.watch {
            let message = "'--hot' cannot be used with '--watch'".to_owned();
            return Err(UsageError::Invalid { message });
        }
        Ok(())
    }

    fn mode(&self) -> Mode {
        match (self.hot, self.watch) {
            (true, _) => Mode::Hot,
            (false, true) => Mode::Watch,
            (false, false) => Mode::Once,
        }
    }
}

/// Where the options end: at the first argument that is neither an option nor the value of one, or at `--`.
fn end_of_options(args: &[OsString]) -> usize {
    let mut index = 0;
    while let Some(arg) = args.get(index) {
        let bytes = arg.as_encoded_bytes();
        if !bytes.starts_with(b"-") || bytes == b"-" || bytes == b"--" {
            break;
        }
        index += if takes_next(arg) { 2 } else { 1 };
    }
    index.min(args.len())
}

/// Whether the option `arg` takes its value from the next argument.
fn takes_next(arg: &OsStr) -> bool {
    ["-r", "--preload", "--import", "--require", "-e", "--eval"]
        .iter()
        .any(|option| arg == *option)
}

fn answer_or_error(error: &clap::Error) -> Result<Command, UsageError> {
    match error.kind() {
        ErrorKind::DisplayHelp => Ok(Command::Help),
        ErrorKind::DisplayVersion => Ok(Command::Version),
        _ => {
            let text = error.render().to_string();
            let message = text.split("\n\n").next().unwrap_or_default();
            let message = message
                .trim()
                .trim_start_matches("error:")
                .trim()
                .to_owned();
            Err(UsageError::Invalid { message })
        }
    }
}

fn command() -> clap::Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .overrides_with(name)
            .help(help)
    };
    clap::Command::new("hot")
        .no_binary_name(true)
        .override_usage("hot [run] [OPTIONS] ENTRY [ARGS]...")
        .about("Runs JavaScript and TypeScript on JavaScriptCore, and reloads it when it changes")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("hot")
                .long("hot")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("full")
                .action(ArgAction::Append)
                .value_name("full")
                .help("Reload the modules when a file changes, in the same process"),
        )
        .arg(flag("watch", "Start the process again when a file changes"))
        .arg(
            Arg::new("preload")
                .short('r')
                .long("preload")
                .visible_alias("import")
                .alias("require")
                .value_name("FILE")
                .value_parser(ValueParser::string())
                .allow_hyphen_values(true)
                .action(ArgAction::Append)
                .help("Run a module before the entry; may be given more than once"),
        )
        .arg(flag(
            "no-clear-screen",
            "Keep what is on the screen when reloading",
        ))
        .arg(flag("no-transpile", "Run the files as they are"))
        .arg(flag("smol", "Use less memory"))
        .arg(
            Arg::new("eval")
                .short('e')
                .long("eval")
                .hide(true)
                .allow_hyphen_values(true),
        )
        .arg(
            Arg::new("version")
                .short('v')
                .visible_short_alias('V')
                .long("version")
                .action(ArgAction::Version)
                .help("Print the versions of hot and of the engine"),
        )
        .version(env!("CARGO_PKG_VERSION"))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("Print this help"),
        )
}

#[cfg(test)]
mod tests;
