//! Paths as `file:` URLs and back, as `import.meta.url` and import specifiers need them.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};

/// What may not stand in the path of a URL, and `%` itself: the URL Standard's path percent-encode set, with what
/// would end the path or be read as an escape.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'\\');

/// The `file:` URL of an absolute path, with an optional `?query#fragment` that is appended as it is.
#[must_use]
pub(crate) fn path_to_file_url(path: &Path, query: Option<&str>) -> String {
    let query = query.unwrap_or_default();
    if cfg!(windows) {
        let text = path.to_string_lossy().replace('\\', "/");
        let slashes = match text.strip_prefix("//") {
            Some(_) => "file:",
            None => "file:///",
        };
        format!("{slashes}{}{query}", percent_encode(text.as_bytes(), PATH))
    } else {
        format!(
            "file://{}{query}",
            percent_encode(path.as_os_str().as_encoded_bytes(), PATH)
        )
    }
}

/// Splits a `file:` URL into the path it names and its `?query#fragment`.
///
/// Returns `None` if it names no path of this machine: another host, an encoded separator, or bytes that are no text.
#[must_use]
pub(crate) fn file_url_to_path(url: &str) -> Option<(PathBuf, Option<String>)> {
    let rest = url
        .get(..5)
        .filter(|scheme| scheme.eq_ignore_ascii_case("file:"))
        .map(|_| &url[5..])?;
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (path, query) = rest.split_at(end);
    let path = match path.strip_prefix("//") {
        Some(with_host) => {
            let slash = with_host.find('/')?;
            let (host, path) = with_host.split_at(slash);
            (host.is_empty() || host.eq_ignore_ascii_case("localhost")).then_some(path)?
        }
        None => path,
    };
    let upper = path.to_ascii_uppercase();
    if !path.starts_with('/') || upper.contains("%2F") || (cfg!(windows) && upper.contains("%5C")) {
        return None;
    }
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let path = if cfg!(windows) {
        let drive = &decoded[1..];
        let bytes = drive.as_bytes();
        (bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':').then_some(())?;
        PathBuf::from(drive.replace('/', "\\"))
    } else {
        PathBuf::from(decoded.into_owned())
    };
    Some((
        path,
        Some(query.to_owned()).filter(|query| !query.is_empty()),
    ))
}

/// The scheme of a specifier that is a URL; drive letters are not schemes.
pub(super) fn scheme(specifier: &str) -> Option<&str> {
    let (scheme, _) = specifier.split_once(':')?;
    let valid = scheme.len() > 1
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    valid.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes() {
        let cases = [
            ("node:fs", Some("node")),
            ("https://x/y", Some("https")),
            ("data:,x", Some("data")),
            ("C:/x", None),
            ("c:\\x", None),
            ("./a:b", None),
            ("@scope/a:b", None),
            ("x", None),
            (":x", None),
            ("1a:x", None),
        ];
        for (specifier, expected) in cases {
            assert_eq!(scheme(specifier), expected, "{specifier}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn urls_and_paths() {
        let cases = [
            ("/a/b.js", None, "file:///a/b.js"),
            (
                "/a b/%41#?.js",
                Some("?x=1#y"),
                "file:///a%20b/%2541%23%3F.js?x=1#y",
            ),
            ("/ä/\\\n", None, "file:///%C3%A4/%5C%0A"),
        ];
        for (path, query, url) in cases {
            assert_eq!(path_to_file_url(Path::new(path), query), url);
            let back = file_url_to_path(url).unwrap();
            assert_eq!(
                back,
                (PathBuf::from(path), query.map(str::to_owned)),
                "{url}"
            );
        }
        assert_eq!(
            file_url_to_path("FILE://localhost/x"),
            Some(("/x".into(), None))
        );
        assert_eq!(file_url_to_path("file:/x"), Some(("/x".into(), None)));
        for bad in [
            "file://host/x",
            "file://",
            "file:x",
            "file:///a%2fb",
            "file:///%FF",
            "http:///x",
            "file",
            "",
        ] {
            assert_eq!(file_url_to_path(bad), None, "{bad}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn urls_and_paths() {
        assert_eq!(
            path_to_file_url(Path::new("C:\\a b\\c.js"), Some("?x")),
            "file:///C:/a%20b/c.js?x"
        );
        assert_eq!(
            path_to_file_url(Path::new("\\\\host\\share\\x"), None),
            "file://host/share/x"
        );
        assert_eq!(
            file_url_to_path("file:///C:/a%20b/c.js"),
            Some(("C:\\a b\\c.js".into(), None))
        );
        assert_eq!(file_url_to_path("file:///a"), None);
    }
}
