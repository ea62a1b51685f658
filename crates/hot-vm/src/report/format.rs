//! Writing reports.

use std::io::{self, Write};

use super::excerpt::{Excerpt, excerpt};
use super::style::{Style, Styled};
use super::{
    DiagnosticReport, ErrorReport, Frame, MAX_DEPTH, MAX_ERRORS, MAX_FRAMES, MAX_MESSAGE_BYTES,
    NoSources, SourceLookup,
};

/// The most errors of one report that are written, causes and aggregates all together.
const MAX_REPORTS: usize = 64;

/// Writes reports, with or without colours and source excerpts.
///
/// ```
/// # use hot_vm::report::{ErrorReport, Formatter, Frame};
/// let sources = |file: &str| (file == "/a.js").then(|| "let x = 1;\nthrow new Error('no');".to_owned());
/// let mut report = ErrorReport::new("Error", "no");
/// report.frames = vec![Frame::new(Some("main"), "/a.js", 2, 11)];
/// let text = Formatter::new(&sources).format_error(&report);
/// assert_eq!(
///     text,
///     "1 | let x = 1;\n2 | throw new Error('no');\n              ^\nerror: no\n    at main (/a.js:2:11)\n",
/// );
/// ```
#[derive(Clone, Copy)]
pub struct Formatter<'src> {
    sources: &'src dyn SourceLookup,
    colors: bool,
}

impl std::fmt::Debug for Formatter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Formatter")
            .field("colors", &self.colors)
            .finish_non_exhaustive()
    }
}

impl Default for Formatter<'_> {
    /// No excerpts, no colours.
    fn default() -> Self {
        Self::new(&NoSources)
    }
}

impl<'src> Formatter<'src> {
    /// Excerpts from `sources`, no colours.
    #[must_use]
    pub fn new(sources: &'src dyn SourceLookup) -> Self {
        Self {
            sources,
            colors: false,
        }
    }

    /// With or without colours.
    #[must_use]
    pub fn colors(self, colors: bool) -> Self {
        Self { colors, ..self }
    }

    /// Writes an error: excerpt, message, the frames right below it, further properties, then what it was caused by.
    ///
    /// The line of the message contains `error: MESSAGE` for a plain `Error` or any other value, and
    /// `TypeError: MESSAGE` and the like for others. What is longer or deeper than the limits of this module is cut,
    /// with a note.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write_error(&self, out: &mut dyn Write, report: &ErrorReport) -> io::Result<()> {
        let mut budget = MAX_REPORTS;
        self.write_nested(out, report, "", "", 0, &mut budget)
    }

    /// Writes a diagnostic: excerpt, `error: MESSAGE`, `    at FILE:LINE:COLUMN`.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write_diagnostic(
        &self,
        out: &mut dyn Write,
        report: &DiagnosticReport,
    ) -> io::Result<()> {
        let frame = Frame {
            file: Some(report.file.clone()),
            line: Some(report.line).filter(|line| *line > 0),
            column: Some(report.column).filter(|column| *column > 0),
            ..Frame::default()
        };
        let source = self.sources.source(&report.file);
        let found = match (&source, &report.source_line) {
            (Some(text), _) => excerpt(text, report.line, frame.column, report.length),
            (None, Some(line)) => excerpt(line, 1, frame.column, report.length),
            (None, None) => None,
        };
        if let Some(mut found) = found {
            if source.is_none() {
                found.lines[0].number = report.line;
            }
            self.write_excerpt(out, &found, "")?;
        }
        self.write_message(out, "error", &report.message, "", "")?;
        self.write_frame(out, &frame, "")
    }

    /// [`Formatter::write_error`] to a string.
    #[must_use]
    pub fn format_error(&self, report: &ErrorReport) -> String {
        to_string(|out| self.write_error(out, report))
    }

    /// [`Formatter::write_diagnostic`] to a string.
    #[must_use]
    pub fn format_diagnostic(&self, report: &DiagnosticReport) -> String {
        to_string(|out| self.write_diagnostic(out, report))
    }

    fn write_nested(
        &self,
        out: &mut dyn Write,
        report: &ErrorReport,
        indent: &str,
        label: &str,
        depth: usize,
        budget: &mut usize,
    ) -> io::Result<()> {
        if depth > MAX_DEPTH || *budget == 0 {
            return writeln!(
                out,
                "{indent}{}",
                self.paint(Style::Dim, format!("{label}… (more errors not shown)"))
            );
        }
        *budget -= 1;
        if depth == 0 {
            self.write_excerpt_of_frames(out, &report.frames, indent)?;
        }
        self.write_message(
            out,
            heading(report.name.as_deref()),
            &report.message,
            indent,
            label,
        )?;
        self.write_frames(out, &report.frames, indent)?;
        for (name, value) in &report.properties {
            let value = cut(value, MAX_MESSAGE_BYTES);
            writeln!(
                out,
                "{indent}  {} {value}",
                self.paint(Style::Dim, format!("{name}:"))
            )?;
        }
        let deeper = format!("{indent}  ");
        let shown = report.errors.iter().take(MAX_ERRORS);
        for (number, error) in (1..).zip(shown) {
            let label = format!("[{number}/{}] ", report.errors.len());
            self.write_nested(out, error, &deeper, &label, depth + 1, budget)?;
        }
        if report.errors.len() > MAX_ERRORS {
            let note = format!("… and {} more errors", report.errors.len() - MAX_ERRORS);
            writeln!(out, "{deeper}{}", self.paint(Style::Dim, note))?;
        }
        match &report.cause {
            Some(cause) => self.write_nested(out, cause, &deeper, "caused by ", depth + 1, budget),
            None => Ok(()),
        }
    }

    /// The excerpt for the innermost frame whose source is known.
    fn write_excerpt_of_frames(
        &self,
        out: &mut dyn Write,
        frames: &[Frame],
        indent: &str,
    ) -> io::Result<()> {
        let found = frames.iter().take(MAX_FRAMES).find_map(|frame| {
            let text = self.sources.source(frame.file.as_deref()?)?;
            excerpt(&text, frame.line?, frame.column, 1)
        });
        match found {
            Some(found) => self.write_excerpt(out, &found, indent),
            None => Ok(()),
        }
    }

    fn write_excerpt(
        &self,
        out: &mut dyn Write,
        excerpt: &Excerpt,
        indent: &str,
    ) -> io::Result<()> {
        let width = excerpt
            .lines
            .iter()
            .map(|line| line.number.to_string().len())
            .max()
            .unwrap_or(1);
        for line in &excerpt.lines {
            let number = self.paint(Style::Dim, format!("{:>width$} |", line.number));
            let blank = if line.text.is_empty() { "" } else { " " };
            writeln!(out, "{indent}{number}{blank}{}", line.text)?;
        }
        if excerpt.caret.is_empty() {
            return Ok(());
        }
        let blanks = excerpt.caret.len() - excerpt.caret.trim_start().len();
        let (before, carets) = excerpt.caret.split_at(blanks);
        writeln!(
            out,
            "{indent}{:width$}   {before}{}",
            "",
            self.paint(Style::Caret, carets)
        )
    }

    fn write_message(
        &self,
        out: &mut dyn Write,
        heading: &str,
        message: &str,
        indent: &str,
        label: &str,
    ) -> io::Result<()> {
        let heading = cut(heading, 200);
        let message = cut(message, MAX_MESSAGE_BYTES).replace('\n', &format!("\n{indent}"));
        write!(out, "{indent}{}", self.paint(Style::Dim, label))?;
        if message.is_empty() {
            return writeln!(out, "{}", self.paint(Style::Error, heading));
        }
        // One piece of text whatever the colours: programs look for `error: MESSAGE`.
        writeln!(
            out,
            "{}",
            self.paint(Style::Error, format!("{heading}: {message}"))
        )
    }

    fn write_frames(&self, out: &mut dyn Write, frames: &[Frame], indent: &str) -> io::Result<()> {
        for frame in frames.iter().take(MAX_FRAMES) {
            self.write_frame(out, frame, indent)?;
        }
        if frames.len() > MAX_FRAMES {
            let note = format!("… and {} more", frames.len() - MAX_FRAMES);
            writeln!(out, "{indent}    {}", self.paint(Style::Dim, note))?;
        }
        Ok(())
    }

    fn write_frame(&self, out: &mut dyn Write, frame: &Frame, indent: &str) -> io::Result<()> {
        let at = self.paint(Style::Dim, if frame.is_async { "at async" } else { "at" });
        let location = self.paint(
            if frame.is_native() {
                Style::Dim
            } else {
                Style::File
            },
            frame.location(),
        );
        match &frame.function {
            Some(name) => {
                let name = cut(name, 200).replace(['\n', '\r'], " ");
                writeln!(
                    out,
                    "{indent}    {at} {} ({location})",
                    self.paint(Style::Function, name)
                )
            }
            None => writeln!(out, "{indent}    {at} {location}"),
        }
    }

    fn paint<T>(&self, style: Style, value: T) -> Styled<T> {
        Styled {
            value,
            style: self.colors.then_some(style),
        }
    }
}

/// What stands before the message.
fn heading(name: Option<&str>) -> &str {
    match name {
        None | Some("" | "Error") => "error",
        Some(name) => name,
    }
}

/// At most `max` bytes of `text`, with a note of how much is missing.
fn cut(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(max);
    format!("{}… ({} more bytes)", &text[..end], text.len() - end)
}

fn to_string(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("writing to memory does not fail");
    String::from_utf8(bytes).expect("reports are made of text")
}

#[cfg(test)]
mod tests;
