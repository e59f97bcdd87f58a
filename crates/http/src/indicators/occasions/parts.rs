//! Parts of the breakdowns of I4 as JSON: what each is a part of, and the same figures for all.

use domain::indicator::training_occasions::{Figures, Part};
use poem_openapi::Object;

/// En dels siffror. / The figures of a part.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct PartFigures {
    /// Tillfällen, eller kursomgångar där definitionen räknar dem. För kommun, bibliotek och kategori: de som någon
    /// av dem deltog i. / Occasions, or sessions where the definition counts those. Of a municipality, library or
    /// category: those that one of them took part in.
    pub value: u32,
    /// Kursomgångar. / Sessions.
    pub sessions: u32,
    /// Unika deltagare. / Unique participants.
    pub unique_participants: u32,
    /// Deltagartillfällen. / Participations.
    pub participations: u32,
    /// Deltagarminuter. / Participant minutes.
    pub participant_minutes: i64,
    /// Studietimmar. / Study hours.
    pub study_hours: u32,
}

impl From<&Figures> for PartFigures {
    fn from(figures: &Figures) -> Self {
        Self {
            value: figures.value,
            sessions: figures.sessions,
            unique_participants: figures.unique_participants,
            participations: figures.participations,
            participant_minutes: figures.participant_minutes,
            study_hours: figures.study_hours,
        }
    }
}

/// The parts of one breakdown.
pub(super) fn all<'a, T: From<&'a Part>>(parts: &'a [Part]) -> Vec<T> {
    parts.iter().map(T::from).collect()
}

macro_rules! part {
    ($(#[$meta:meta])* $name:ident { $(#[$doc:meta])* $member:ident: $of:ty = $from:expr, $(name: $named:literal)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Object)]
        #[oai(rename_all = "camelCase")]
        pub struct $name {
            $(#[$doc])*
            pub $member: $of,
            $(#[doc = $named]
            pub name: Option<String>,)?
            /// Siffrorna. / The figures.
            #[oai(flatten)]
            pub figures: PartFigures,
        }

        impl From<&Part> for $name {
            fn from(part: &Part) -> Self {
                let from: fn(&Part) -> $of = $from;
                Self { $member: from(part), $(name: part!(@name part $named),)? figures: PartFigures::from(&part.figures) }
            }
        }
    };
    (@name $part:ident $named:literal) => { $part.name.clone() };
}

part!(
    /// En kommuns siffror; kommunernas unika summerar inte till länets. / A municipality's figures; uniques of
    /// municipalities do not add up to the county's.
    MunicipalityFigures {
        /// Kommunkod. / Municipality code.
        municipality_code: String = |part| part.key.clone(),
        name: "Kommunens namn. / The municipality's name."
    }
);
part!(
    /// Ett biblioteks siffror. / A library's figures.
    LibraryFigures {
        /// Biblioteket. / The library.
        library_id: String = |part| part.key.clone(),
        name: "Bibliotekets namn. / The library's name."
    }
);
part!(
    /// En personalkategoris siffror. / The figures of a category of staff.
    CategoryFigures {
        /// Kategori. / Category.
        category: String = |part| part.key.clone(),
    }
);
part!(
    /// Ett kvartals siffror. / A quarter's figures.
    QuarterFigures {
        /// Kvartal, `2026-Q3`. / Quarter, `2026-Q3`.
        quarter: String = |part| part.key.clone(),
    }
);
part!(
    /// Ett halvårs siffror. / A half-year's figures.
    HalfYearFigures {
        /// Halvår, `2026-H2`. / Half-year, `2026-H2`.
        half_year: String = |part| part.key.clone(),
    }
);
part!(
    /// Ett års siffror. / A year's figures.
    YearFigures {
        /// År, `2026`. / Year, `2026`.
        year: String = |part| part.key.clone(),
    }
);
part!(
    /// En satsnings siffror; satsningar kan överlappa. / A programme's figures; programmes may overlap.
    ProgrammeFigures {
        /// Satsningen. / The programme.
        programme_id: String = |part| part.key.clone(),
        name: "Satsningens namn. / The programme's name."
    }
);
part!(
    /// En kurs siffror. / A course's figures.
    CourseFigures {
        /// Kursen. / The course.
        course_id: String = |part| part.key.clone(),
        name: "Kursens titel. / The course's title."
    }
);
part!(
    /// Siffror för ett område i DigComp. / The figures of an area of DigComp.
    AreaFigures {
        /// Område, 1 till 5. / Area, 1 to 5.
        area: String = |part| part.key.clone(),
    }
);
part!(
    /// Siffror för en form. / The figures of a format.
    FormatFigures {
        /// På plats, på distans eller hybrid. / On site, remote or hybrid.
        format: String = |part| part.key.clone(),
    }
);
part!(
    /// En arrangörs siffror. / An organiser's figures.
    OrganiserFigures {
        /// Arrangören; tomt för kursomgångar som är alla arrangörers. / The organiser; absent for sessions that are all
        /// organisers'.
        organiser_id: Option<String> = |part| Some(part.key.clone()).filter(|key| !key.is_empty()),
    }
);
part!(
    /// Siffror för av, för eller med. / The figures of by, for or with.
    AffiliationFigures {
        /// `byStaff`, `forStaff` eller `withStaff`. / `byStaff`, `forStaff` or `withStaff`.
        affiliation: String = |part| part.key.clone(),
    }
);
