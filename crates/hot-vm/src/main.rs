//! The `hot` command: turns the command line into a [`HotVm`], and the program's end into an exit code.
#![forbid(unsafe_code)]

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use hot_vm::cli::{self, Command, Mode, RunOptions, Terminal, exit};
use hot_vm::{BuildError, HotMode, HotVm};

fn main() -> ExitCode {
    match cli::parse(std::env::args_os().skip(1)) {
        Ok(Command::Run(options)) => run(options),
        Ok(Command::Help) => {
            say(io::stdout(), &cli::help_text());
            ExitCode::SUCCESS
        }
        Ok(Command::Version) => {
            say(
                io::stdout(),
                &cli::version_text(&hot_vm::jsc::engine_version()),
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(io::stderr(), &format!("{error}\n"));
            ExitCode::from(exit::USAGE)
        }
    }
}

fn run(options: RunOptions) -> ExitCode {
    let variable = |name| std::env::var_os(name);
    let (no_clear, no_color, force_color, term) = (
        variable(Terminal::NO_CLEAR_VARIABLE),
        variable("NO_COLOR"),
        variable("FORCE_COLOR"),
        variable("TERM"),
    );
    let terminal = |is_terminal| Terminal {
        no_clear_flag: options.no_clear_screen,
        no_clear_variable: no_clear.as_deref(),
        no_color: no_color.as_deref(),
        force_color: force_color.as_deref(),
        term: term.as_deref(),
        is_terminal,
    };
    let (stdout, stderr) = (
        terminal(io::stdout().is_terminal()),
        terminal(io::stderr().is_terminal()),
    );
    let mode = match options.mode {
        Mode::Once => HotMode::Off,
        Mode::Hot => HotMode::Full,
        Mode::Watch => HotMode::Watch,
    };
    // In between, a file may be missing for longer than it takes to start; the program was there once, and will be again.
    let restarted = mode == HotMode::Watch && variable(hot_vm::cli::RESTARTED_VARIABLE).is_some();
    let clears = mode != HotMode::Off && stdout.clears_screen();

    let mut builder = HotVm::builder()
        .entry(options.entry.to_string_lossy())
        .hot(mode)
        .args(options.args)
        .no_transpile(options.no_transpile)
        .small_heap(options.smol)
        .clear_screen(clears)
        .colors(stderr.has_colors())
        .wait_for_entry(restarted)
        .on_exit(|code| std::process::exit(code))
        .on_restart(move || restart(clears));
    for preload in options.preloads {
        builder = builder.preload(preload);
    }
    match builder.build().map(HotVm::run) {
        Ok(Ok(code)) => ExitCode::from(u8::try_from(code & 255).unwrap_or(exit::FAILURE)),
        Ok(Err(error)) => fail(&error, exit::FAILURE),
        Err(error @ BuildError::NoEntry) => fail(&error, exit::USAGE),
        Err(error) => fail(&error, exit::FAILURE),
    }
}

fn fail(error: &dyn std::error::Error, code: u8) -> ExitCode {
    say(io::stderr(), &format!("error: {error}\n"));
    ExitCode::from(code)
}

/// Writes, and does not mind if nobody reads: the exit code is the message then.
fn say(mut stream: impl io::Write, text: &str) {
    let _ = stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.flush());
}

/// Starts the program again, with the arguments that this process got.
fn restart(clears: bool) {
    if clears {
        say(io::stdout(), cli::CLEAR_SCREEN);
        // A terminal's errors may go to a file, which is not to be cleared.
        if io::stderr().is_terminal() || !io::stdout().is_terminal() {
            say(io::stderr(), cli::CLEAR_SCREEN);
        }
    }
    let _ = io::Write::flush(&mut io::stdout());
    let mut arguments = std::env::args_os();
    let name = arguments.next();
    let program = std::env::current_exe()
        .ok()
        .or_else(|| name.map(Into::into))
        .unwrap_or_else(|| "hot".into());
    let mut command = std::process::Command::new(&program);
    command.args(arguments).env(cli::RESTARTED_VARIABLE, "1");
    let error = replace_process(&mut command);
    say(
        io::stderr(),
        &format!("error: cannot start {} again: {error}\n", program.display()),
    );
    std::process::exit(i32::from(exit::FAILURE));
}

/// The new program takes over this process: its number, its terminal, its parent.
#[cfg(unix)]
fn replace_process(command: &mut std::process::Command) -> io::Error {
    std::os::unix::process::CommandExt::exec(command)
}

/// Without a way to take over, this process waits for the new one and ends with its code.
#[cfg(not(unix))]
fn replace_process(command: &mut std::process::Command) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(i32::from(exit::FAILURE))),
        Err(error) => error,
    }
}
