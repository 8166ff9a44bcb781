//! What serde gives, as lines of YAML.

use super::emitter::{Emitter, Frame, Place};
use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use std::fmt;

/// What has no form here.
#[derive(Debug)]
pub(super) struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl serde::ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// A map, struct or list that is being written, and the variant around it.
pub(super) struct Compound<'a> {
    emitter: &'a mut Emitter,
    frame: Frame,
    variant: Option<Frame>,
    keys: &'static [&'static str],
}

impl Compound<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.emitter.place = Place::Item;
        value.serialize(&mut *self.emitter)
    }

    fn entry<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.emitter.ordered_key(key, self.keys);
        value.serialize(&mut *self.emitter)
    }

    fn close(self, empty: &str) -> Result<(), Error> {
        self.emitter.end(self.frame, empty);
        if let Some(variant) = self.variant {
            self.emitter.end(variant, "{}");
        }
        Ok(())
    }
}

impl Emitter {
    fn scalar(&mut self, text: &str) -> Result<(), Error> {
        self.no_key()?;
        self.bare(text);
        Ok(())
    }

    fn number(&mut self, value: impl fmt::Display) -> Result<(), Error> {
        self.no_key()?;
        self.displayed(value);
        Ok(())
    }

    fn no_key(&self) -> Result<(), Error> {
        if self.place == Place::Key { Err(Error::custom("a key is a text")) } else { Ok(()) }
    }

    fn map(&mut self, keys: &'static [&'static str]) -> Result<Compound<'_>, Error> {
        self.no_key()?;
        let frame = self.begin_map();
        Ok(Compound { emitter: self, frame, variant: None, keys })
    }

    fn list(&mut self) -> Result<Compound<'_>, Error> {
        self.no_key()?;
        let frame = self.begin_list();
        Ok(Compound { emitter: self, frame, variant: None, keys: &[] })
    }

    fn variant(&mut self, name: &'static str) -> Result<Frame, Error> {
        self.no_key()?;
        let frame = self.begin_map();
        self.key(name);
        Ok(frame)
    }
}

impl<'a> Serializer for &'a mut Emitter {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Compound<'a>;
    type SerializeTuple = Compound<'a>;
    type SerializeTupleStruct = Compound<'a>;
    type SerializeTupleVariant = Compound<'a>;
    type SerializeMap = Compound<'a>;
    type SerializeStruct = Compound<'a>;
    type SerializeStructVariant = Compound<'a>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.scalar(if value { "true" } else { "false" })
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.number(value)
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.number(value)
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.number(value)
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.number(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.number(value)
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.number(value)
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.number(value)
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.number(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        let text = format!("{value:?}");
        match (value.is_finite(), text.split_once('e')) {
            (false, _) => Err(Error::custom("a number is finite")),
            (true, Some((mantissa, exponent))) if !mantissa.contains('.') => self.scalar(&format!("{mantissa}.0e{exponent}")),
            (true, _) => self.scalar(&text),
        }
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        if std::mem::take(&mut self.is_day) {
            return self.scalar(value);
        }
        if self.place == Place::Key {
            self.key(value);
        } else {
            self.text(value);
        }
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        Err(Error::custom("bytes are given as text"))
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.scalar("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.scalar("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.scalar("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<(), Error> {
        self.is_day = name == crate::date::DAY;
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let frame = self.variant(variant)?;
        value.serialize(&mut *self)?;
        self.end(frame, "{}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'a>, Error> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'a>, Error> {
        self.list()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound<'a>, Error> {
        self.list()
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Compound<'a>, Error> {
        let frame = self.variant(variant)?;
        Ok(Compound { variant: Some(frame), ..self.list()? })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'a>, Error> {
        self.map(&[])
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Compound<'a>, Error> {
        let keys = (self.order)(name);
        self.map(keys)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, Error> {
        let frame = self.variant(variant)?;
        let keys = (self.order)(name);
        Ok(Compound { variant: Some(frame), ..self.map(keys)? })
    }
}

macro_rules! lists {
    ($($part:ident $item:ident;)*) => {
        $(impl $part for Compound<'_> {
            type Ok = ();
            type Error = Error;

            fn $item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.item(value)
            }

            fn end(self) -> Result<(), Error> {
                self.close("[]")
            }
        })*
    };
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! structs {
    ($($part:ident)*) => {
        $(impl $part for Compound<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
                self.entry(key, value)
            }

            fn end(self) -> Result<(), Error> {
                self.close("{}")
            }
        })*
    };
}

structs! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.emitter.place = Place::Key;
        key.serialize(&mut *self.emitter)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(&mut *self.emitter)
    }

    fn end(self) -> Result<(), Error> {
        self.close("{}")
    }
}
