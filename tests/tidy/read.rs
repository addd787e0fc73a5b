//! Reads from a parsed file what the rules need to know.

use syn::{
    Attribute, Block, Expr, ExprLit, ExprMethodCall, ExprPath, File, ImplItem, Item,
    ItemExternCrate, ItemMod, ItemType, ItemUse, Lit, Macro, Meta, Path, QSelf, Signature,
    TraitItem, Type, TypePath, UseTree, Visibility,
    spanned::Spanned as _,
    visit::{self, Visit},
};

use crate::{
    attributes::{self, attributes, impl_attributes, is_test_only, trait_attributes},
    facts::{Facts, Form, Function, Module, Name},
    resolve::{Alias, Scope, Written},
    tokens::{Found, Tokens, plain},
};

/// Reads a file that is the given module.
pub(crate) fn facts(module: &[String], file: &File) -> Facts {
    let mut reader = Reader { module: module.to_vec(), ..Reader::default() };
    reader.visit_file(file);
    reader.finish()
}

/// A name before it is resolved.
struct Sight {
    written: Written,
    glob: bool,
    form: Form,
    line: usize,
    test: bool,
}

#[derive(Default)]
struct Reader {
    facts: Facts,
    sights: Vec<Sight>,
    /// What names stand for outside tests, and in them.
    scopes: [Scope; 2],
    module: Vec<String>,
    depth: usize,
    test: bool,
}

impl Reader {
    fn finish(self) -> Facts {
        let Self { mut facts, sights, scopes, .. } = self;
        for sight in sights {
            let scope = &scopes[usize::from(sight.test)];
            // A single word is a local value unless it was imported; a call or an import is none.
            let paths = match sight.form {
                Form::Method => vec![sight.written.segments],
                _ => scope.resolve(&sight.written),
            };
            let is_path = |path: &Vec<String>| sight.form != Form::Path || path.len() > 1;
            let paths = paths.into_iter().filter(is_path).collect();
            let Sight { glob, form, line, test, .. } = sight;
            facts.names.push(Name { paths, glob, form, line, test });
        }
        facts
    }

    fn written(&self, segments: Vec<String>, external: bool) -> Written {
        Written { segments, external, module: self.module.clone() }
    }

    fn see(&mut self, found: Found) {
        let Found { segments, external, glob, form, line } = found;
        let written = self.written(segments, external);
        self.sights.push(Sight { written, glob, form, line, test: self.test });
    }

    fn alias(&mut self, name: String, path: Written) {
        self.scopes[usize::from(self.test)].aliases.push(Alias { name, path });
    }

    fn tokens(&mut self, stream: proc_macro2::TokenStream) {
        let mut tokens = Tokens::default();
        tokens.read(stream);
        tokens.found.into_iter().for_each(|found| self.see(found));
        self.facts.marks.extend(tokens.marks);
    }

    /// Runs with what is only for tests marked so.
    fn within(&mut self, attributes: &[Attribute], visit: impl FnOnce(&mut Self)) {
        let before = self.test;
        self.test |= is_test_only(attributes);
        visit(self);
        self.test = before;
    }

    fn path(&mut self, qself: Option<&QSelf>, path: &Path, form: Form) {
        let mut segments: Vec<_> = path.segments.iter().map(|part| plain(&part.ident)).collect();
        let line = path.span().start().line;
        let external = path.leading_colon.is_some();
        if let Some(QSelf { ty, position, .. }) = qself
            && let Type::Path(outer) = &**ty
        {
            // `<Timestamp as Trait>::now` is `Timestamp::now`.
            let tail = segments.split_off((*position).min(segments.len()));
            let mut whole: Vec<_> =
                outer.path.segments.iter().map(|part| plain(&part.ident)).collect();
            whole.extend(tail);
            let external = outer.path.leading_colon.is_some();
            self.see(Found { segments: whole, external, glob: false, form, line });
        }
        if !segments.is_empty() {
            self.see(Found { segments, external, glob: false, form, line });
        }
    }

    fn tree(&mut self, tree: &UseTree, mut begin: Vec<String>, form: (Form, bool)) {
        let line = tree.span().start().line;
        let (name, glob) = match tree {
            UseTree::Path(path) => {
                begin.push(plain(&path.ident));
                return self.tree(&path.tree, begin, form);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|item| self.tree(item, begin.clone(), form));
            }
            UseTree::Name(name) => (Some((&name.ident, &name.ident)), false),
            UseTree::Rename(rename) => (Some((&rename.ident, &rename.rename)), false),
            UseTree::Glob(_) => (None, true),
        };
        let (form, external) = form;
        if let Some((word, alias)) = name {
            if word != "self" || begin.is_empty() {
                begin.push(plain(word));
            }
            let alias = if alias == "self" { begin.last().cloned() } else { Some(plain(alias)) };
            let written = self.written(begin.clone(), external);
            self.alias(alias.unwrap_or_default(), written);
        }
        self.see(Found { segments: begin, external, glob, form, line });
    }

    fn function(&mut self, signature: &Signature, block: &Block) {
        let line = signature.span().start().line;
        let receiver = usize::from(signature.receiver().is_some());
        self.facts.functions.push(Function {
            name: plain(&signature.ident),
            line,
            lines: block.span().end().line - line + 1,
            parameters: signature.inputs.len() - receiver,
            test: self.test,
        });
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_file(&mut self, file: &'ast File) {
        self.within(&file.attrs, |reader| visit::visit_file(reader, file));
    }

    fn visit_item(&mut self, item: &'ast Item) {
        self.within(attributes(item), |reader| match item {
            Item::Verbatim(tokens) => reader.tokens(tokens.clone()),
            _ => visit::visit_item(reader, item),
        });
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        self.within(impl_attributes(item), |reader| {
            if let ImplItem::Fn(method) = item {
                reader.function(&method.sig, &method.block);
            }
            visit::visit_impl_item(reader, item);
        });
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        self.within(trait_attributes(item), |reader| {
            if let TraitItem::Fn(method) = item
                && let Some(block) = &method.default
            {
                reader.function(&method.sig, block);
            }
            visit::visit_trait_item(reader, item);
        });
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let name = plain(&item.ident);
        for scope in &mut self.scopes {
            scope.children.push((self.module.clone(), name.clone()));
        }
        let line = item.span().start().line;
        let (depth, test) = (self.depth, self.test);
        self.facts.modules.push(Module { name: name.clone(), line, depth, test });
        self.module.push(name);
        self.depth += 1;
        visit::visit_item_mod(self, item);
        self.depth -= 1;
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        item.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        let form = match item.vis {
            Visibility::Inherited => Form::Use,
            _ => Form::Export,
        };
        self.tree(&item.tree, Vec::new(), (form, item.leading_colon.is_some()));
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        let name = plain(&item.ident);
        let segments = vec![if name == "self" { "crate".to_owned() } else { name }];
        let line = item.span().start().line;
        let alias = item.rename.as_ref().map_or(&item.ident, |(_, rename)| rename);
        let written = self.written(segments.clone(), segments[0] != "crate");
        let external = written.external;
        self.alias(plain(alias), written);
        self.see(Found { segments, external, glob: false, form: Form::Use, line });
    }

    fn visit_item_type(&mut self, item: &'ast ItemType) {
        if let Type::Path(TypePath { qself: None, path, .. }) = &*item.ty {
            let segments = path.segments.iter().map(|part| plain(&part.ident)).collect();
            let written = self.written(segments, path.leading_colon.is_some());
            self.alias(plain(&item.ident), written);
        }
        visit::visit_item_type(self, item);
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if path.qself.is_some() {
            self.path(path.qself.as_ref(), &path.path, Form::Path);
        }
        visit::visit_expr_path(self, path);
    }

    fn visit_type_path(&mut self, path: &'ast TypePath) {
        if path.qself.is_some() {
            self.path(path.qself.as_ref(), &path.path, Form::Path);
        }
        visit::visit_type_path(self, path);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.path(None, path, Form::Path);
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let segments = vec![plain(&call.method)];
        let line = call.method.span().start().line;
        self.see(Found { segments, external: false, glob: false, form: Form::Method, line });
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.path(None, &called.path, Form::Macro);
        self.tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        attributes::mark(&attribute.meta, &mut self.facts.marks);
        match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => {}
            Meta::List(list) => {
                self.path(None, &list.path, Form::Path);
                self.tokens(list.tokens.clone());
                self.quoted(list.tokens.clone());
            }
            meta => visit::visit_meta(self, meta),
        }
    }

    /// `pub(in crate::…)` names a module and imports nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

impl Reader {
    /// Sees paths that an attribute holds as text: `#[serde(with = "crate::…")]`.
    fn quoted(&mut self, stream: proc_macro2::TokenStream) {
        for token in stream {
            match token {
                proc_macro2::TokenTree::Group(group) => self.quoted(group.stream()),
                proc_macro2::TokenTree::Literal(literal) => {
                    let line = literal.span().start().line;
                    if let Ok(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) =
                        syn::parse_str::<Expr>(&literal.to_string())
                        && let Ok(path) = text.parse::<Path>()
                        && path.segments.len() > 1
                    {
                        let segments = path.segments.iter().map(|part| plain(&part.ident));
                        let (segments, external) =
                            (segments.collect(), path.leading_colon.is_some());
                        let form = Form::Path;
                        self.see(Found { segments, external, glob: false, form, line });
                    }
                }
                _ => {}
            }
        }
    }
}
