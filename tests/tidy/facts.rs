//! What the rules need to know of a file.

/// How a name stands in a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// Brought in by `use` or `extern crate`.
    Use,
    /// Brought in by a `use` that others may import in turn.
    Export,
    /// A path in a type, an expression, a pattern, an attribute or a macro's arguments.
    Path,
    /// A macro that is called.
    Macro,
    /// A method that is called.
    Method,
}

/// A name, resolved as far as the file itself tells.
#[derive(Debug)]
pub(crate) struct Name {
    /// Every path that the name may stand for, from `crate` or from an external crate.
    pub(crate) paths: Vec<Vec<String>>,
    /// Whether everything below the path is meant.
    pub(crate) glob: bool,
    pub(crate) form: Form,
    pub(crate) line: usize,
    pub(crate) test: bool,
}

/// An attribute, also one that `cfg_attr` hides.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) name: String,
    pub(crate) arguments: String,
    pub(crate) line: usize,
}

/// A function with a body.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// From `fn` to the closing brace.
    pub(crate) lines: usize,
    /// Without `self`.
    pub(crate) parameters: usize,
    pub(crate) test: bool,
}

/// A module that is declared.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// In how many inline modules the declaration stands.
    pub(crate) depth: usize,
    pub(crate) test: bool,
}

/// What is in a file.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) names: Vec<Name>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) functions: Vec<Function>,
    pub(crate) modules: Vec<Module>,
}
