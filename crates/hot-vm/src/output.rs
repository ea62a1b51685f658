//! Where the program's text goes: two sinks, standard output and standard error unless the embedder says otherwise.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, IsTerminal, Write};

/// One of the two sinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

/// The two sinks. Errors of writing (a closed pipe) are kept from JavaScript: a logger must not throw.
pub(crate) struct Output {
    stdout: RefCell<Box<dyn Write>>,
    stderr: RefCell<Box<dyn Write>>,
    pub(crate) stdout_is_terminal: bool,
    pub(crate) stderr_is_terminal: bool,
}

impl Output {
    pub(crate) fn new(stdout: Option<Box<dyn Write>>, stderr: Option<Box<dyn Write>>) -> Output {
        let (stdout_is_terminal, stderr_is_terminal) = (
            stdout.is_none() && io::stdout().is_terminal(),
            stderr.is_none() && io::stderr().is_terminal(),
        );
        Output {
            stdout: RefCell::new(stdout.unwrap_or_else(|| Box::new(io::stdout()))),
            stderr: RefCell::new(stderr.unwrap_or_else(|| Box::new(io::stderr()))),
            stdout_is_terminal,
            stderr_is_terminal,
        }
    }

    /// Writes and flushes. A sink that is in use (its own `write` runs JavaScript that logs) drops the text.
    pub(crate) fn write(&self, stream: Stream, bytes: &[u8]) {
        let sink = match stream {
            Stream::Stdout => &self.stdout,
            Stream::Stderr => &self.stderr,
        };
        if let Ok(mut sink) = sink.try_borrow_mut() {
            let _ = patiently(bytes, |rest| sink.write(rest))
                .and_then(|()| patiently(&[0], |_| sink.flush().map(|()| 1)));
        }
    }
}

/// Writes all of it, also to a pipe that does not block (another process may have made it so): it is waited for, as a pipe that blocks would be.
fn patiently(
    mut bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                std::thread::sleep(std::time::Duration::from_millis(1))
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").finish_non_exhaustive()
    }
}
