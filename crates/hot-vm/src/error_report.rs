//! From what JavaScript threw to an [`ErrorReport`], with positions in the sources.

use jsc::{Exception, Local, Object, Scope, Value};

use crate::module::{ErrorDetails, LoadError, Site};
use crate::report::{ErrorReport, Frame, MAX_DEPTH, MAX_ERRORS, parse_stack};
use crate::source_maps::SourceMaps;

/// The report of an error of ours or of the engine's.
pub(crate) fn of_error(error: &jsc::Error, maps: &SourceMaps) -> ErrorReport {
    match error.exception() {
        Some(exception) => of_exception(exception, maps, 0),
        None => ErrorReport::new("Error", error.to_string()),
    }
}

/// The report of a thrown value, or of the reason of a rejection.
pub(crate) fn of_value(scope: &Scope, value: Local<'_, Value>, maps: &SourceMaps) -> ErrorReport {
    of_error(&jsc::Error::from_value(scope, value), maps)
}

/// What is thrown need not be an error. `inspect` shows an object better than its own text does, which mostly is `[object Object]`.
pub(crate) fn show_thrown(
    scope: &Scope,
    report: &mut ErrorReport,
    value: Local<'_, Value>,
    inspect: impl FnOnce(Local<'_, Value>) -> jsc::Result<String>,
) {
    if report.name.is_none()
        && report.frames.is_empty()
        && value.cast::<Object>(scope).is_ok()
        && let Ok(text) = inspect(value)
    {
        report.message = text;
    }
}

/// The report of a generation's rejection: an error that the graph made is shown where the source is wrong.
pub(crate) fn of_rejection(
    scope: &Scope,
    reason: Local<'_, Value>,
    details: Option<&ErrorDetails>,
    maps: &SourceMaps,
    inspect: impl FnOnce(Local<'_, Value>) -> jsc::Result<String>,
) -> ErrorReport {
    let mut report = of_value(scope, reason, maps);
    let Some(details) = details else {
        show_thrown(scope, &mut report, reason, inspect);
        return report;
    };
    // What stops a program before it runs is shown as a compiler does: `error: MESSAGE`.
    report.name = None;
    report.message = details.error.to_string();
    report
        .frames
        .splice(0..0, details.site.iter().map(frame_at));
    if details.imported_at != details.site {
        report
            .frames
            .extend(details.imported_at.iter().map(frame_at));
    }
    report.frames.dedup();
    if let LoadError::Syntax { path, diagnostics } = &details.error {
        report.errors = diagnostics
            .iter()
            .skip(1)
            .take(MAX_ERRORS)
            .map(|diagnostic| ErrorReport {
                message: diagnostic.message.clone(),
                frames: vec![Frame::new(
                    None,
                    &**path,
                    diagnostic.line,
                    diagnostic.column,
                )],
                ..ErrorReport::default()
            })
            .collect();
    }
    report
}

/// The frames of a stack as the engine writes it, in source positions. Frames of code that nobody wrote (the prelude, the lowering's own getters)
/// are left out, and so are the engine's own functions at the end, which called what nobody else did.
pub(crate) fn frames(stack: &str, maps: &SourceMaps) -> Vec<Frame> {
    let mut frames: Vec<Frame> = parse_stack(stack)
        .into_iter()
        .filter_map(|frame| in_source(frame, maps))
        .collect();
    while frames.len() > 1 && frames.last().is_some_and(|frame| frame.file.is_none()) {
        frames.pop();
    }
    frames
}

fn of_exception(exception: &Exception, maps: &SourceMaps, depth: usize) -> ErrorReport {
    if depth == MAX_DEPTH {
        return ErrorReport::omitted();
    }
    let mut report = match exception.name() {
        "" => ErrorReport::thrown(exception.message()),
        name => ErrorReport::new(name, readable(exception, maps)),
    };
    report.frames = frames(exception.stack().unwrap_or(""), maps);
    if report.frames.is_empty()
        && let (Some(source), Some(line)) = (exception.source(), exception.line())
    {
        report.frames.extend(in_source(
            Frame::new(None, source, line, exception.column().unwrap_or(1)),
            maps,
        ));
    }
    report.cause = exception
        .cause()
        .map(|cause| Box::new(of_exception(cause, maps, depth + 1)));
    report.errors = exception
        .errors()
        .iter()
        .map(|error| of_exception(error, maps, depth + 1))
        .collect();
    report
}

fn in_source(mut frame: Frame, maps: &SourceMaps) -> Option<Frame> {
    let (Some(file), Some(line)) = (frame.file.as_deref(), frame.line) else {
        // The engine's own functions say nothing by themselves, but stand between frames that do.
        return frame.function.is_some().then_some(frame);
    };
    if file.starts_with("hot:") {
        return None;
    }
    // The engine's name for the code of a module tells versions of the file apart; other names are shown as they are.
    let Some(is_top_level) = maps.with_code(file, |code| {
        frame.function.as_deref() == Some(&code.function_name)
    }) else {
        return Some(frame);
    };
    let position = maps.lookup(file, line, frame.column.unwrap_or(1))?;
    if is_top_level {
        frame.function = None;
    }
    frame.file = Some(position.path.to_string());
    frame.line = Some(position.line);
    frame.column = Some(position.column);
    Some(frame)
}

/// The engine quotes the code that it runs; imports are shown as the author wrote them.
fn readable(exception: &Exception, maps: &SourceMaps) -> String {
    let module = exception
        .stack()
        .and_then(|stack| parse_stack(stack).into_iter().find_map(|frame| frame.file));
    let message = exception.message();
    module
        .and_then(|name| maps.with_code(&name, |code| code.readable(message).into_owned()))
        .unwrap_or_else(|| message.to_owned())
}

fn frame_at(site: &Site) -> Frame {
    Frame::new(None, &*site.path, site.line, site.column)
}
