//! How a served type is described.

/// What a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `Edm.String`, an enumeration or binary data in base64.
    Text,
    /// `Edm.Boolean`.
    Boolean,
    /// `Edm.Int32` or `Edm.Int64`.
    Integer,
    /// `Edm.DateTimeOffset`.
    Moment,
    /// `Edm.Guid`.
    Guid,
    /// A collection of primitive values.
    Texts,
    /// A complex value.
    Complex,
    /// A collection of complex values.
    Complexes,
    /// A navigation to one object.
    Link,
    /// A navigation to many objects.
    Links,
}

/// One property of a type.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own in a table of facts")]
pub struct Property {
    /// The name as Graph spells it.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The filter operators its reference page names, separated by spaces; empty for none.
    operators: &'static str,
    /// Whether it is returned without `$select`.
    pub is_shown: bool,
    /// Whether it can never be null.
    pub is_solid: bool,
    /// Whether `$orderby` takes it.
    pub is_sortable: bool,
    /// Whether `$search` takes it.
    pub is_searchable: bool,
    /// Whether callers cannot write it.
    pub is_read_only: bool,
    /// Whether the sandbox serves it under `$expand`.
    pub is_expandable: bool,
}

impl Property {
    const fn new(name: &'static str, kind: Kind, operators: &'static str) -> Self {
        Self {
            name,
            kind,
            operators,
            is_shown: false,
            is_solid: false,
            is_sortable: false,
            is_searchable: false,
            is_read_only: false,
            is_expandable: false,
        }
    }

    /// Marks a property that is returned without `$select`.
    pub(super) const fn shown(mut self) -> Self {
        self.is_shown = true;
        self
    }

    /// Marks a property that is never null.
    pub(super) const fn solid(mut self) -> Self {
        self.is_solid = true;
        self
    }

    /// Marks a property that `$orderby` takes.
    pub(super) const fn sortable(mut self) -> Self {
        self.is_sortable = true;
        self
    }

    /// Marks a property that `$search` takes.
    pub(super) const fn searchable(mut self) -> Self {
        self.is_searchable = true;
        self
    }

    /// Marks a property that callers cannot write.
    pub(super) const fn read_only(mut self) -> Self {
        self.is_read_only = true;
        self
    }

    /// Marks a navigation that the sandbox serves under `$expand`.
    pub(super) const fn expandable(mut self) -> Self {
        self.is_expandable = true;
        self
    }

    /// Tells whether the property's page names this filter operator.
    #[must_use]
    pub fn supports(&self, operator: &str) -> bool {
        self.operators.split(' ').any(|known| known == operator)
    }

    /// Tells whether the property leads to other objects.
    #[must_use]
    pub fn is_link(&self) -> bool {
        matches!(self.kind, Kind::Link | Kind::Links)
    }

    /// Tells whether the property holds many values.
    #[must_use]
    pub fn is_collection(&self) -> bool {
        matches!(self.kind, Kind::Texts | Kind::Complexes | Kind::Links)
    }
}

/// A type of Microsoft Graph.
#[derive(Debug)]
pub struct EntityType {
    /// The name without namespace, such as `user`.
    pub name: &'static str,
    /// The name as the directory spells it in its messages, such as `User`.
    pub label: &'static str,
    /// Whether only its descendants exist, so that each object tells its own type.
    pub is_abstract: bool,
    /// The properties, inherited ones first.
    pub properties: &'static [Property],
}

impl EntityType {
    /// Finds a property by its exact name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Tells whether objects of this type can carry directory extensions.
    #[must_use]
    pub fn takes_extensions(&self) -> bool {
        matches!(
            self.name,
            "user"
                | "group"
                | "application"
                | "servicePrincipal"
                | "administrativeUnit"
                | "directoryObject"
        )
    }

    /// Tells whether the directory's own query rules hold (page sizes, advanced queries).
    #[must_use]
    pub fn is_directory_object(&self) -> bool {
        self.takes_extensions() || self.name == "directoryRole"
    }
}

pub(super) const fn text(name: &'static str, operators: &'static str) -> Property {
    Property::new(name, Kind::Text, operators)
}

pub(super) const fn boolean(name: &'static str, operators: &'static str) -> Property {
    Property::new(name, Kind::Boolean, operators)
}

pub(super) const fn integer(name: &'static str, operators: &'static str) -> Property {
    Property::new(name, Kind::Integer, operators)
}

pub(super) const fn moment(name: &'static str, operators: &'static str) -> Property {
    Property::new(name, Kind::Moment, operators)
}

pub(super) const fn guid(name: &'static str, operators: &'static str) -> Property {
    Property::new(name, Kind::Guid, operators)
}

pub(super) const fn texts(name: &'static str, operators: &'static str) -> Property {
    Property::new(name, Kind::Texts, operators)
}

pub(super) const fn complex(name: &'static str, operators: &'static str) -> Property {
    Property::new(name, Kind::Complex, operators)
}

pub(super) const fn complexes(name: &'static str, operators: &'static str) -> Property {
    Property::new(name, Kind::Complexes, operators)
}

pub(super) const fn link(name: &'static str) -> Property {
    Property::new(name, Kind::Link, "")
}

pub(super) const fn links(name: &'static str) -> Property {
    Property::new(name, Kind::Links, "")
}
