//! The seven indicators: each a pure function from evidence to a result.

pub mod action_plan;
pub mod collaborations;
pub mod definition;
pub mod digiteket_profiles;
pub mod disclosure;
pub mod evidence;
pub mod fraction;
pub mod managers_ability;
pub mod outcome;
pub mod period;
pub mod project_grants;
pub mod self_assessment;
pub mod training_occasions;

crate::words! {
    /// The indicators of the programme.
    pub enum IndicatorCode {
        /// Result of the self-assessment.
        I1 = "I1",
        /// Share of staff with a Digiteket profile.
        I2 = "I2",
        /// Managers' strengthened ability to lead digital change.
        I3 = "I3",
        /// Training occasions.
        I4 = "I4",
        /// Project grants with the IT-knowledge criterion.
        I5 = "I5",
        /// Action plan drawn up.
        I6 = "I6",
        /// Libraries co-operating on 1177.
        I7 = "I7",
    }
}

crate::words! {
    /// How a value stands against its target.
    pub enum IndicatorStatus {
        /// The target is met.
        Met = "met",
        /// The target is not met.
        NotMet = "notMet",
        /// There is no target.
        NoTarget = "noTarget",
        /// There is nothing to compute from.
        NoData = "noData",
        /// Too few to show.
        Suppressed = "suppressed",
        /// The evidence lacks something.
        InsufficientEvidence = "insufficientEvidence",
    }
}

impl IndicatorCode {
    /// The indicator's name, word for word as the programme publishes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::I1 => {
                "Resultatet från självskattningstest i projektet ”Digitalt först med användaren i fokus” ska vara högre \
                 vid projektets slut än vid projektets början."
            }
            Self::I2 => {
                "Minst 80% av bibliotekspersonalen på folkbiblioteken ska vid projektet ”Digitalt först med användaren \
                 i fokus” slut ha en användarprofil i fortbildningstjänsten Digiteket."
            }
            Self::I3 => {
                "Andelen av folkbibliotekens verksamhetsansvariga som uppger att förmågan har stärkts att leda digital \
                 förändring efter projektets slut."
            }
            Self::I4 => "Antal fortbildningstillfällen av, för och med folkbibliotekspersonal som berör målet.",
            Self::I5 => {
                "Antal projektbidrag där kunskapen om hur informationsteknik kan användas för kunskapsinhämtning, \
                 lärande och delaktighet i kulturlivet är ett kriterium."
            }
            Self::I6 => {
                "En handlingsplan för den regionala biblioteksverksamhetens fortsatta arbete med digitalisering är \
                 framtagen under perioden."
            }
            Self::I7 => {
                "Antalet folkbibliotek som samverkar med Region Örebro län om information till allmänheten om 1177 \
                 Vårdguiden."
            }
        }
    }

    /// The indicator's name in English, for readers who need it.
    pub fn english_name(self) -> &'static str {
        match self {
            Self::I1 => "Self-assessment result higher at the end of the project than at its beginning",
            Self::I2 => "Share of public-library staff with a profile in Digiteket (at least 80%)",
            Self::I3 => "Share of managers whose ability to lead digital change has been strengthened",
            Self::I4 => "Training occasions by, for and with public-library staff that relate to the goal",
            Self::I5 => "Project grants with the IT-knowledge criterion",
            Self::I6 => "Action plan for the continued work with digitalisation drawn up in the period",
            Self::I7 => "Public libraries co-operating with the region on public information about 1177",
        }
    }
}
