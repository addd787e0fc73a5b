//! Gives a tree to serde, positions included.

use std::sync::Arc;

use serde::{
    Deserializer, de,
    de::{
        DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
    },
    forward_to_deserialize_any,
};

use super::{
    fault::Fault,
    node::{Entry, Node, Value},
};
use crate::source::{Loc, Spanned};

/// Reads a value out of a node.
#[derive(Clone, Copy)]
struct NodeReader<'a> {
    node: &'a Node,
    /// What in the tenant's file took this value from defaults or a profile.
    through: Option<Loc>,
}

impl<'de> Deserializer<'de> for NodeReader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let found = match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(number) => match (u64::try_from(*number), i64::try_from(*number)) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => visitor.visit_i128(*number),
            },
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => {
                visitor.visit_seq(Items { nodes: items, through: self.through, next: 0 })
            }
            Value::Mapping(entries) => {
                visitor.visit_map(Entries { pairs: entries, through: self.through, next: 0 })
            }
        };
        found.map_err(|fault| fault.at(self.node.at))
    }

    /// A key without a value is never the same as no key: somebody meant to write something.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == Spanned::<()>::MARKER {
            let position = numbers(self.node.at, self.through);
            return visitor.visit_seq(Positioned { position, next: 0, inner: Inner::Node(self) });
        }
        visitor.visit_newtype_struct(self).map_err(|fault| fault.at(self.node.at))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let found = match &self.node.value {
            Value::Mapping(_) if !MAPPED.contains(&name) => {
                Err(Fault::wrong_type(format!("one of {}", list(variants))))
            }
            Value::Text(text) => {
                visitor.visit_enum(IntoDeserializer::<Fault>::into_deserializer(text.as_str()))
            }
            Value::Mapping(entries) => match (stranger(entries, variants), entries.as_slice()) {
                (Some(index), _) => {
                    let entry = &entries[index];
                    let fault: Fault = de::Error::unknown_field(&entry.key, variants);
                    Err(fault.at(entry.at).inside(index))
                }
                (None, [entry]) => visitor.visit_enum(Choice { entry, through: self.through }),
                _ => Err(Fault::wrong_type(format!(
                    "a mapping with exactly one of {}",
                    list(variants)
                ))),
            },
            _ => Err(Fault::wrong_type(format!("one of {}", list(variants)))),
        };
        found.map_err(|fault| fault.at(self.node.at))
    }

    /// A struct is never written as a list, though serde could read one.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.node.value {
            Value::Mapping(_) => self.deserialize_any(visitor),
            _ => Err(Fault::wrong_type("a mapping").at(self.node.at)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// Choices that are written as a mapping with one key; all others are words.
const MAPPED: [&str; 2] = ["CredentialSpec", "SecretSpec"];

/// Finds the first key that names none of the choices.
fn stranger(entries: &[Entry], variants: &[&str]) -> Option<usize> {
    entries.iter().position(|entry| !variants.contains(&entry.key.as_str()))
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

struct Items<'a> {
    nodes: &'a [Arc<Node>],
    through: Option<Loc>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let index = self.next;
        let Some(item) = self.nodes.get(index) else { return Ok(None) };
        self.next += 1;
        let reader = NodeReader { node: item, through: self.through };
        seed.deserialize(reader).map(Some).map_err(|fault| fault.at(item.at).inside(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.nodes.len() - self.next)
    }
}

struct Entries<'a> {
    pairs: &'a [Entry],
    through: Option<Loc>,
    next: usize,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some(entry) = self.pairs.get(self.next) else { return Ok(None) };
        let reader = KeyReader { entry, through: self.through };
        seed.deserialize(reader).map(Some).map_err(|fault| fault.at(entry.at).inside(self.next))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let index = self.next;
        self.next += 1;
        let entry = self.pairs.get(index).ok_or_else(|| Fault::wrong_type("a value"))?;
        read_value(entry, self.through, seed).map_err(|fault| fault.inside(index))
    }
}

fn read_value<'de, V: DeserializeSeed<'de>>(
    entry: &'de Entry,
    through: Option<Loc>,
    seed: V,
) -> Result<V::Value, Fault> {
    let node = &*entry.node;
    seed.deserialize(NodeReader { node, through: entry.through.or(through) })
        .map_err(|fault| fault.at(entry.node.at))
}

/// Reads a key.
#[derive(Clone, Copy)]
struct KeyReader<'a> {
    entry: &'a Entry,
    through: Option<Loc>,
}

impl<'de> Deserializer<'de> for KeyReader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(&self.entry.key)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == Spanned::<()>::MARKER {
            let position = numbers(self.entry.at, self.entry.through.or(self.through));
            return visitor.visit_seq(Positioned { position, next: 0, inner: Inner::Key(self) });
        }
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any option enum
    }
}

/// What [`Spanned`] asks for: seven numbers and the value.
struct Positioned<'a> {
    position: [u64; 7],
    next: usize,
    inner: Inner<'a>,
}

enum Inner<'a> {
    Node(NodeReader<'a>),
    Key(KeyReader<'a>),
}

fn numbers(at: Loc, through: Option<Loc>) -> [u64; 7] {
    let inherited = through.is_some();
    let through = through.unwrap_or_default();
    let [a, b] = [at, through]
        .map(|loc| [u64::from(loc.file.0), loc.span.offset as u64, loc.span.length as u64]);
    [a[0], a[1], a[2], u64::from(inherited), b[0], b[1], b[2]]
}

impl<'de> SeqAccess<'de> for Positioned<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let index = self.next;
        self.next += 1;
        let found = match (self.position.get(index), &self.inner) {
            (Some(number), _) => seed.deserialize((*number).into_deserializer()),
            (None, Inner::Node(reader)) => seed.deserialize(*reader),
            (None, Inner::Key(reader)) => seed.deserialize(*reader),
        };
        found.map(Some)
    }
}

/// A choice written as a mapping with one key.
struct Choice<'a> {
    entry: &'a Entry,
    through: Option<Loc>,
}

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        match seed.deserialize(KeyReader { entry: self.entry, through: self.through }) {
            Ok(variant) => Ok((variant, self)),
            Err(fault) => Err(fault.at(self.entry.at).inside(0)),
        }
    }
}

/// Choices of the configuration hold one value each; other forms are refused.
impl<'de> VariantAccess<'de> for Choice<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Err(Fault::wrong_type("a single word").at(self.entry.at))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        read_value(self.entry, self.through, seed).map_err(|fault| fault.inside(0))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(Fault::wrong_type("a single value").at(self.entry.at))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fault> {
        Err(Fault::wrong_type("a single value").at(self.entry.at))
    }
}

/// Reads a value out of a tree.
///
/// # Errors
///
/// Gives the first fault in the order written.
pub(super) fn from_node<'de, T: de::Deserialize<'de>>(node: &'de Node) -> Result<T, Fault> {
    T::deserialize(NodeReader { node, through: None }).map_err(|fault| fault.at(node.at))
}
