//! Attributes: what is only for tests, and which lints are silenced.

use syn::{
    Attribute, ImplItem, Item, Meta, Token, TraitItem, punctuated::Punctuated,
    spanned::Spanned as _,
};

use crate::facts::Mark;

/// Returns an item's attributes.
pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns the attributes of an item in an implementation.
pub(crate) fn impl_attributes(item: &ImplItem) -> &[Attribute] {
    match item {
        ImplItem::Const(item) => &item.attrs,
        ImplItem::Fn(item) => &item.attrs,
        ImplItem::Type(item) => &item.attrs,
        ImplItem::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns the attributes of an item in a trait.
pub(crate) fn trait_attributes(item: &TraitItem) -> &[Attribute] {
    match item {
        TraitItem::Const(item) => &item.attrs,
        TraitItem::Fn(item) => &item.attrs,
        TraitItem::Type(item) => &item.attrs,
        TraitItem::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// Tells whether something is compiled for tests and never else: `#[cfg(test)]`, `#[test]`.
pub(crate) fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        if path.is_ident("cfg") {
            return attribute.parse_args::<Meta>().is_ok_and(|meta| requires_test(&meta));
        }
        path.segments.last().is_some_and(|last| last.ident == "test")
    })
}

fn requires_test(meta: &Meta) -> bool {
    let Meta::List(list) = meta else { return meta.path().is_ident("test") };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
        return false;
    };
    if list.path.is_ident("all") {
        parts.iter().any(requires_test)
    } else {
        list.path.is_ident("any") && !parts.is_empty() && parts.iter().all(requires_test)
    }
}

/// Adds an attribute and whatever it hides in `cfg_attr`.
pub(crate) fn mark(meta: &Meta, found: &mut Vec<Mark>) {
    let path = meta.path();
    let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let line = path.span().start().line;
    let arguments = match meta {
        Meta::List(list) => list.tokens.to_string(),
        _ => String::new(),
    };
    if let (Meta::List(list), "cfg_attr") = (meta, name.as_str())
        && let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
    {
        parts.iter().skip(1).for_each(|part| mark(part, found));
    }
    found.push(Mark { name, arguments, line });
}
