//! The one list of rules, by subject.
//!
//! To add a rule, write `rules/<name>.rs` and its page `rules/<name>.md`, and add its name twice here.

mod affiliates_without_accession;
mod agreement_outside_union;
mod ambiguous_reference;
mod annex_by_reference;
mod any_law_exception;
mod assignment_for_subprocessing;
mod bare_ccpa_denial;
mod bare_certificate;
mod bare_secrets;
mod blanket_transfers;
mod borrowed_definition;
mod branches_by_seat;
mod brand_for_a_company;
mod breach_risk_test;
mod broken_numbering;
mod broken_reference;
mod cap_without_saving;
mod clauses_of_2010;
mod clauses_without_rank;
mod contradicted_sensitive_data;
mod controller_as_processor;
mod courts_outside_union;
mod damaged_text;
mod deletion_on_request;
mod discretionary_confidentiality;
mod empty_section;
mod ending_decision;
mod entry_of_another;
mod exporter_law_from_abroad;
mod fallen_ground;
mod federal_authority;
mod foreign_term_in_measure;
mod framework_without_fallback;
mod framework_without_staff_data;
mod hidden_address;
mod hidden_characters;
mod hidden_controller;
mod idle_deviation;
mod idta_without_uk_law;
mod ill_formed_sentence;
mod impersonal_elements;
mod importer_under_gdpr;
mod impossible_dates;
mod incomplete_service;
mod incomplete_subprocessor;
mod incomplete_uk_tables;
mod information_only;
mod late_breach_notice;
mod late_historic_clauses;
mod late_objection;
mod law_of_efta_state;
mod law_outside_union;
mod law_without_third_party_rights;
mod link_for_a_list;
mod listed_participant;
mod measures_of_another_service;
mod miscited_act;
mod misdefined_term;
mod misfiled_data;
mod misplaced_measure;
mod missing_assessment;
mod missing_representative;
mod misspelt_word;
mod moving_clauses;
mod narrow_access_procedure;
mod needless_clauses;
mod no_assistance_measures;
mod no_complaints_contact;
mod no_contact;
mod no_effective_date;
mod no_measures;
mod no_signatory;
mod no_subprocessor_list;
mod open_deletion_time;
mod open_duration;
mod open_ended_purpose;
mod open_notice_period;
mod open_retention;
mod option_two_for_controllers;
mod other_companies;
mod page_furniture;
mod paid_assistance;
mod paid_audits;
mod parent_for_the_provider;
mod penalised_objection;
mod placeholder;
mod processors_legal_ground;
mod repealed_act;
mod repealed_clauses;
mod retention_range;
mod second_role;
mod short_notice;
mod slow_subprocessor;
mod split_law_and_courts;
mod stale_assessment;
mod stale_reference;
mod subprocessors_without_authorisation;
mod swiss_gap;
mod term_defined_twice;
mod terms_without_processor;
mod topics_without_measure;
mod transfer_to_self;
mod two_dates;
mod two_descriptions;
mod two_lists;
mod two_numbers;
mod two_subprocessor_rules;
mod two_words_for_one;
mod unannounced_subprocessors;
mod unarranged_joint_control;
mod unclear_breach_period;
mod unconfirmed_adequacy;
mod uncovered_duty;
mod undecided_combination;
mod undeclared_sensitive_data;
mod undefined_term;
mod uneven_list;
mod unfinished_sentence;
mod unfit_body;
mod unfit_ground;
mod unfitting_module;
mod unfitting_supervision_case;
mod unguarded_payment_data;
mod unidentified_party;
mod unlisted_access;
mod unlisted_affiliate;
mod unlisted_location;
mod unlisted_participant;
mod unmentioned_officer;
mod unnamed_authority;
mod unnamed_controllers;
mod unnamed_people;
mod unnamed_uk_terms;
mod unprotected_children;
mod unprotected_sensitive_data;
mod unreadable_name;
mod unsafe_onward_transfer;
mod unsafe_transfer;
mod unsaid_duty;
mod unsigned_annex;
mod unsigned_text;
mod unsorted_definitions;
mod unstated_activities;
mod unstated_ccpa_purposes;
mod unstated_frequency;
mod unused_category;
mod unused_term;
mod vague_measure;
mod weak_cryptography;
mod wrong_reference;

use super::Rule;

/// Every rule.
pub static RULES: &[&Rule] = &[
    &repealed_clauses::RULE,
    &late_historic_clauses::RULE,
    &fallen_ground::RULE,
    &unsafe_transfer::RULE,
    &unsafe_onward_transfer::RULE,
    &parent_for_the_provider::RULE,
    &unfit_ground::RULE,
    &blanket_transfers::RULE,
    &unnamed_uk_terms::RULE,
    &incomplete_uk_tables::RULE,
    &idta_without_uk_law::RULE,
    &swiss_gap::RULE,
    &unconfirmed_adequacy::RULE,
    &ending_decision::RULE,
    &unlisted_participant::RULE,
    &entry_of_another::RULE,
    &framework_without_fallback::RULE,
    &listed_participant::RULE,
    &needless_clauses::RULE,
    &moving_clauses::RULE,
    &clauses_without_rank::RULE,
    &importer_under_gdpr::RULE,
    &missing_assessment::RULE,
    &unfitting_module::RULE,
    &second_role::RULE,
    &hidden_controller::RULE,
    &terms_without_processor::RULE,
    &unnamed_controllers::RULE,
    &undecided_combination::RULE,
    &open_notice_period::RULE,
    &short_notice::RULE,
    &two_subprocessor_rules::RULE,
    &assignment_for_subprocessing::RULE,
    &penalised_objection::RULE,
    &late_objection::RULE,
    &unfitting_supervision_case::RULE,
    &unnamed_authority::RULE,
    &federal_authority::RULE,
    &missing_representative::RULE,
    &law_outside_union::RULE,
    &law_of_efta_state::RULE,
    &law_without_third_party_rights::RULE,
    &exporter_law_from_abroad::RULE,
    &option_two_for_controllers::RULE,
    &courts_outside_union::RULE,
    &split_law_and_courts::RULE,
    &agreement_outside_union::RULE,
    &no_subprocessor_list::RULE,
    &subprocessors_without_authorisation::RULE,
    &link_for_a_list::RULE,
    &incomplete_subprocessor::RULE,
    &brand_for_a_company::RULE,
    &unreadable_name::RULE,
    &unlisted_affiliate::RULE,
    &controller_as_processor::RULE,
    &unidentified_party::RULE,
    &other_companies::RULE,
    &transfer_to_self::RULE,
    &no_contact::RULE,
    &no_complaints_contact::RULE,
    &unstated_activities::RULE,
    &unsigned_annex::RULE,
    &no_signatory::RULE,
    &affiliates_without_accession::RULE,
    &no_effective_date::RULE,
    &two_dates::RULE,
    &impossible_dates::RULE,
    &unmentioned_officer::RULE,
    &placeholder::RULE,
    &idle_deviation::RULE,
    &open_duration::RULE,
    &incomplete_service::RULE,
    &open_retention::RULE,
    &retention_range::RULE,
    &open_ended_purpose::RULE,
    &unused_category::RULE,
    &impersonal_elements::RULE,
    &unnamed_people::RULE,
    &two_descriptions::RULE,
    &annex_by_reference::RULE,
    &unstated_frequency::RULE,
    &unprotected_sensitive_data::RULE,
    &misfiled_data::RULE,
    &undeclared_sensitive_data::RULE,
    &contradicted_sensitive_data::RULE,
    &bare_secrets::RULE,
    &unguarded_payment_data::RULE,
    &unprotected_children::RULE,
    &weak_cryptography::RULE,
    &misplaced_measure::RULE,
    &foreign_term_in_measure::RULE,
    &bare_certificate::RULE,
    &vague_measure::RULE,
    &no_assistance_measures::RULE,
    &uncovered_duty::RULE,
    &unsaid_duty::RULE,
    &discretionary_confidentiality::RULE,
    &processors_legal_ground::RULE,
    &unarranged_joint_control::RULE,
    &unfit_body::RULE,
    &information_only::RULE,
    &paid_audits::RULE,
    &breach_risk_test::RULE,
    &late_breach_notice::RULE,
    &unclear_breach_period::RULE,
    &open_deletion_time::RULE,
    &deletion_on_request::RULE,
    &any_law_exception::RULE,
    &paid_assistance::RULE,
    &cap_without_saving::RULE,
    &narrow_access_procedure::RULE,
    &bare_ccpa_denial::RULE,
    &unstated_ccpa_purposes::RULE,
    &unlisted_location::RULE,
    &unlisted_access::RULE,
    &hidden_characters::RULE,
    &unannounced_subprocessors::RULE,
    &slow_subprocessor::RULE,
    &framework_without_staff_data::RULE,
    &stale_assessment::RULE,
    &stale_reference::RULE,
    &no_measures::RULE,
    &measures_of_another_service::RULE,
    &topics_without_measure::RULE,
    &broken_reference::RULE,
    &wrong_reference::RULE,
    &ambiguous_reference::RULE,
    &borrowed_definition::RULE,
    &misdefined_term::RULE,
    &branches_by_seat::RULE,
    &term_defined_twice::RULE,
    &two_words_for_one::RULE,
    &undefined_term::RULE,
    &unused_term::RULE,
    &unsorted_definitions::RULE,
    &broken_numbering::RULE,
    &empty_section::RULE,
    &unfinished_sentence::RULE,
    &two_lists::RULE,
    &two_numbers::RULE,
    &uneven_list::RULE,
    &damaged_text::RULE,
    &misspelt_word::RULE,
    &ill_formed_sentence::RULE,
    &miscited_act::RULE,
    &repealed_act::RULE,
    &clauses_of_2010::RULE,
    &hidden_address::RULE,
    &page_furniture::RULE,
    &unsigned_text::RULE,
];
