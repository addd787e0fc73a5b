//! Names in what the parser leaves as tokens: the arguments of macros and attributes, the bodies of
//! `macro_rules!`. Whatever looks like a path counts as one.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::Meta;

use crate::{
    attributes,
    facts::{Form, Mark},
};

/// A path, a macro or a method among tokens.
pub(crate) struct Found {
    pub(crate) segments: Vec<String>,
    pub(crate) external: bool,
    pub(crate) glob: bool,
    pub(crate) form: Form,
    pub(crate) line: usize,
}

/// What has been found among tokens.
#[derive(Default)]
pub(crate) struct Tokens {
    pub(crate) found: Vec<Found>,
    pub(crate) marks: Vec<Mark>,
}

/// A place in a stream of tokens.
struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
}

impl Cursor {
    fn of(stream: TokenStream) -> Self {
        Self { tokens: stream.into_iter().collect(), at: 0 }
    }

    fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn is_punct(&self, ahead: usize, expected: char) -> bool {
        let token = self.tokens.get(self.at + ahead);
        matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == expected)
    }

    fn group(&self, ahead: usize) -> Option<Group> {
        match self.tokens.get(self.at + ahead) {
            Some(TokenTree::Group(group)) => Some(group.clone()),
            _ => None,
        }
    }

    fn skips_colons(&mut self) -> bool {
        let colons = self.is_punct(0, ':') && self.is_punct(1, ':');
        if colons {
            self.at += 2;
        }
        colons
    }
}

impl Tokens {
    /// Reads a stream.
    pub(crate) fn read(&mut self, stream: TokenStream) {
        let mut cursor = Cursor::of(stream);
        let mut form = Form::Path;
        let (mut after_dot, mut external) = (false, false);
        while let Some(token) = cursor.next() {
            let (was_dot, was_external) = (after_dot, external);
            (after_dot, external) = (false, false);
            match token {
                TokenTree::Ident(word) if word == "use" => form = Form::Use,
                TokenTree::Ident(word) if was_dot => self.method(&word, &cursor),
                TokenTree::Ident(word) => {
                    let begin = Path { segments: Vec::new(), external: was_external, form };
                    self.path(begin, &word, &mut cursor);
                }
                TokenTree::Punct(punct) => {
                    after_dot = punct.as_char() == '.';
                    external = punct.as_char() == ':' && cursor.at >= 2 && {
                        let before = &cursor.tokens[cursor.at - 2];
                        matches!(before, TokenTree::Punct(punct) if punct.as_char() == ':')
                    };
                    if punct.as_char() == ';' {
                        form = Form::Path;
                    }
                    if punct.as_char() == '#' {
                        self.attribute(&cursor);
                    }
                }
                TokenTree::Group(group) if form == Form::Use => {
                    let begin = Path { segments: Vec::new(), external: was_external, form };
                    self.branches(&begin, group.stream());
                }
                TokenTree::Group(group) => self.read(group.stream()),
                TokenTree::Literal(_) => {}
            }
        }
    }

    fn method(&mut self, word: &Ident, cursor: &Cursor) {
        let called =
            cursor.group(0).is_some_and(|group| group.delimiter() == Delimiter::Parenthesis)
                || cursor.is_punct(0, ':');
        if called {
            let path = Path { segments: vec![plain(word)], external: false, form: Form::Method };
            self.add(path, word.span().start().line, false);
        }
    }

    fn path(&mut self, mut path: Path, word: &Ident, cursor: &mut Cursor) {
        let line = word.span().start().line;
        path.segments.push(plain(word));
        while cursor.skips_colons() {
            if let Some(group) = cursor.group(0) {
                cursor.at += 1;
                return self.branches(&path, group.stream());
            }
            match cursor.tokens.get(cursor.at) {
                Some(TokenTree::Ident(word)) => path.segments.push(plain(word)),
                Some(TokenTree::Punct(punct)) if punct.as_char() == '*' => {
                    cursor.at += 1;
                    return self.add(path, line, true);
                }
                _ => break,
            }
            cursor.at += 1;
        }
        if cursor.is_punct(0, '!') && cursor.group(1).is_some() {
            path.form = Form::Macro;
        }
        self.add(path, line, false);
    }

    /// Reads what stands between the braces of `a::{b, c::d}`.
    fn branches(&mut self, begin: &Path, stream: TokenStream) {
        let mut cursor = Cursor::of(stream);
        while let Some(token) = cursor.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => drop(cursor.next()),
                TokenTree::Ident(word) if word == "self" && !cursor.is_punct(0, ':') => {
                    self.add(begin.clone(), word.span().start().line, false);
                }
                TokenTree::Ident(word) => self.path(begin.clone(), &word, &mut cursor),
                TokenTree::Punct(punct) if punct.as_char() == '*' => {
                    self.add(begin.clone(), punct.span().start().line, true);
                }
                TokenTree::Group(group) => self.branches(begin, group.stream()),
                _ => {}
            }
        }
    }

    fn attribute(&mut self, cursor: &Cursor) {
        let ahead = usize::from(cursor.is_punct(0, '!'));
        if let Some(group) = cursor.group(ahead)
            && let Ok(meta) = syn::parse2::<Meta>(group.stream())
        {
            attributes::mark(&meta, &mut self.marks);
        }
    }

    fn add(&mut self, path: Path, line: usize, glob: bool) {
        let Path { segments, external, form } = path;
        self.found.push(Found { segments, external, glob, form, line });
    }
}

#[derive(Clone)]
struct Path {
    segments: Vec<String>,
    external: bool,
    form: Form,
}

/// Returns a word without the mark of a raw identifier: `r#fn` names what `fn` names.
pub(crate) fn plain(word: &Ident) -> String {
    let text = word.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}
