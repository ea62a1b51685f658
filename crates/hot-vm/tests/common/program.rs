//! A running `hot`: its lines come through channels, and every wait has an end.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The longest that anything may take. Reached only when a test fails; long, because machines are slow and loaded.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a program that has ended has written.
pub struct Output {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A running program.
pub struct Program {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
    /// All lines so far, for the message of a failure.
    seen: Vec<String>,
}

/// `hot` with these arguments, in a folder, with an environment that does not depend on the machine.
pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hot"));
    command
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR")
        .env_remove("HOT_NO_CLEAR_TERMINAL_ON_RELOAD");
    for (name, _) in std::env::vars_os() {
        // Settings of the build: the engine takes every variable with this prefix for one of its options, and complains.
        if name.to_string_lossy().starts_with("JSC_SYS_") {
            command.env_remove(name);
        }
    }
    command
}

impl Program {
    pub fn start(folder: &Path, args: &[&str]) -> Program {
        Program::spawn(command(folder, args))
    }

    pub fn spawn(mut command: Command) -> Program {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("hot can be started");
        let stdout = lines(child.stdout.take().expect("piped"));
        let stderr = lines(child.stderr.take().expect("piped"));
        Program {
            stdin: child.stdin.take(),
            child,
            stdout,
            stderr,
            seen: Vec::new(),
        }
    }

    /// Runs to the end and gives all that was written.
    pub fn run(folder: &Path, args: &[&str]) -> Output {
        let mut program = Program::start(folder, args);
        drop(program.stdin.take());
        let status = program.wait();
        let collect = |receiver: &Receiver<String>| {
            receiver.iter().map(|line| line + "\n").collect::<String>()
        };
        Output {
            code: status.code(),
            stdout: collect(&program.stdout),
            stderr: collect(&program.stderr),
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line of standard output that is exactly this; others before it are passed over.
    pub fn expect(&mut self, line: &str) {
        self.expect_where(line, |seen| seen == line);
    }

    /// Waits for a line of standard output.
    pub fn expect_where(&mut self, what: &str, matches: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.next_line(what);
            if matches(&line) {
                return line;
            }
        }
    }

    /// The next line of standard output.
    pub fn next_line(&mut self, what: &str) -> String {
        match self.stdout.recv_timeout(PATIENCE) {
            Ok(line) => {
                self.seen.push(format!("out: {line}"));
                line
            }
            Err(error) => self.fail(what, error),
        }
    }

    /// Waits for a line of standard error.
    pub fn expect_error_where(&mut self, what: &str, matches: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.next_error_line(what);
            if matches(&line) {
                return line;
            }
        }
    }

    /// The next line of standard error.
    pub fn next_error_line(&mut self, what: &str) -> String {
        match self.stderr.recv_timeout(PATIENCE) {
            Ok(line) => {
                self.seen.push(format!("err: {line}"));
                line
            }
            Err(error) => self.fail(what, error),
        }
    }

    /// The lines of standard output that have come so far and were not waited for.
    pub fn lines_so_far(&mut self) -> Vec<String> {
        self.stdout.try_iter().collect()
    }

    /// Writes to standard input.
    pub fn send(&mut self, text: &str) {
        self.stdin
            .as_mut()
            .expect("open")
            .write_all(text.as_bytes())
            .expect("the program reads");
    }

    /// Waits for the end.
    pub fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the child can be waited for") {
                return status;
            }
            if start.elapsed() > PATIENCE {
                self.fail("the program's end", RecvTimeoutError::Timeout);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn is_running(&mut self) -> bool {
        self.child
            .try_wait()
            .expect("the child can be waited for")
            .is_none()
    }

    fn fail(&mut self, what: &str, error: RecvTimeoutError) -> ! {
        let why = match error {
            RecvTimeoutError::Timeout => format!("did not come within {PATIENCE:?}"),
            RecvTimeoutError::Disconnected => format!(
                "did not come, the stream ended ({:?})",
                self.child.try_wait()
            ),
        };
        let rest: Vec<_> = self
            .stdout
            .try_iter()
            .map(|l| format!("out: {l}"))
            .chain(self.stderr.try_iter().map(|l| format!("err: {l}")))
            .collect();
        panic!(
            "{what:?} {why}; seen:\n{}\nnot read:\n{}",
            self.seen.join("\n"),
            rest.join("\n")
        );
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|n| n > 0) {
            let line = String::from_utf8_lossy(&bytes)
                .trim_end_matches(['\n', '\r'])
                .to_owned();
            bytes.clear();
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
