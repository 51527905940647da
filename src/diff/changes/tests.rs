use super::*;
use crate::diff::moves::moves;
use crate::diff::pieces::pieces;
use crate::diff::units::{pairs, units};
use crate::document::markdown::{NoTokens, blocks};

/// Changes as `what: old > new`, with changed words as `[-old-]{+new+}`.
fn told(old: &str, new: &str) -> Vec<String> {
    let read = |text: &str| blocks(text, &NoTokens).expect("Markdown");
    let (old, new) = (read(old), read(new));
    let (old, new) = (units(&old), units(&new));
    let pairs = pairs(&old, &new);
    let (moves, pieces) = (moves(&old, &new, &pairs), pieces(&old, &new, &pairs));
    let changes = changes((&old, &new), &pairs, (&moves, &pieces), &mut Wordings::new());
    let show = |change: &Change| {
        let place = |place: &Option<Box<Place>>| {
            place.as_ref().map_or(String::new(), |one| format!("{} {}", one.number, one.title))
        };
        let words: Vec<String> =
            change
                .words
                .iter()
                .filter(|words| words.op != Op::Equal)
                .map(|words| {
                    if words.op == Op::Insert {
                        format!("+{}", words.text)
                    } else {
                        format!("-{}", words.text)
                    }
                })
                .collect();
        format!("{}: {} > {} {}", change.what.name(), place(&change.old), place(&change.new), words.join(" "))
    };
    let mut told: Vec<String> = changes.all.iter().map(show).collect();
    if changes.followed > 0 {
        told.push(format!("{} followed", changes.followed));
    }
    told
}

const MILLS: &str = "# 1. Grinding\n\nThe mill grinds corn on every day but Sunday.\n\n# 2. Water\n\nThe brook \
                     drives the wheel from spring to autumn, see Section 3 of this text.\n\n# 3. Payment\n\nThe \
                     miller keeps a sixteenth of the flour as his share.\n";

#[test]
fn a_text_and_itself_have_no_changes() {
    assert_eq!(told(MILLS, MILLS), [""; 0]);
    assert_eq!(told(MILLS, &MILLS.replace("corn on", "corn\non")), [""; 0]);
}

#[test]
fn words_that_change_are_named() {
    assert_eq!(
        told(MILLS, &MILLS.replace("a sixteenth", "one tenth")),
        ["reworded: 3 Payment > 3 Payment -a sixteenth +one tenth"]
    );
}

#[test]
fn a_section_that_moved_is_one_change_and_numbers_that_follow_are_no_edits() {
    let new = "# 1. Water\n\nThe brook drives the wheel from spring to autumn, see Section 2 of this text.\n\n\
               # 2. Payment\n\nThe miller keeps a sixteenth of the flour as his share.\n\n# 3. Grinding\n\nThe \
               mill grinds corn on every day but Sunday.\n";
    assert_eq!(
        told(MILLS, new),
        [
            "renumbered: 2 Water > 1 Water ",
            "renumbered: 3 Payment > 2 Payment ",
            "moved: 1 Grinding > 3 Grinding ",
            "1 followed"
        ]
    );
}

#[test]
fn clauses_much_alike_that_changed_places_are_moves() {
    let clause = |who: &str, days: u32| format!("{who} may end this within {days} days of the notice.\n\n");
    let (one, other) = (clause("The miller", 30), clause("The baker", 90));
    let fees = "Fees are due each month.\n\n";
    assert_eq!(
        told(&format!("{one}{fees}{other}"), &format!("{other}{fees}{one}")),
        ["moved:   >   ", "moved:   >   "]
    );
}

#[test]
fn an_item_that_goes_with_other_words_is_a_move() {
    let old = "The miller shall not:\n\n- sell the wheel;\n- keep a cat.\n";
    assert_eq!(
        told(old, &old.replace("- keep", "\nIt may:\n\n- keep")),
        ["inserted:  >   +It may:", "moved:   >   "]
    );
    assert_eq!(told(old, &old.replace("shall not:", "must not:")), ["reworded:   >   -shall +must"]);
    let nested = "- no cap applies to:\n  - fraud;\n  - loss.\n";
    assert_eq!(told(nested, &nested.replace("  - loss", "- loss")), ["moved:   >   "]);
}

#[test]
fn closing_words_that_become_part_of_an_item_look_different() {
    let old = "The miller keeps:\n\n- the wheel;\n- the barn.\n\nAll of it is free.\n";
    let within = old.replace("All of", "  All of");
    assert_eq!(told(old, &within), ["formatted:   >   "]);
    assert_eq!(told(&within, old), ["formatted:   >   "]);
    assert_eq!(told(&within, &within.replace("\n  All", " All")), ["merged:   >   -\n"]);
}

#[test]
fn sections_that_are_new_or_gone_are_one_change() {
    let (_, rest) = MILLS.split_once("# 2").expect("a section");
    let gone = format!("# 2{rest}");
    assert_eq!(
        told(MILLS, &gone),
        ["deleted: 1 Grinding >  -Grinding\nThe mill grinds corn on every day but Sunday."]
    );
    assert_eq!(
        told(&gone, MILLS),
        ["inserted:  > 1 Grinding +Grinding\nThe mill grinds corn on every day but Sunday."]
    );
}

#[test]
fn a_paragraph_that_became_two_was_split_and_back_it_was_merged() {
    let one = "The mill grinds corn on every day but Sunday. The miller keeps a sixteenth of the flour.";
    let two = one.replace("Sunday. ", "Sunday.\n\n");
    assert_eq!(told(one, &two), ["split:   >   +\n"]);
    assert_eq!(told(&two, one), ["merged:   >   -\n"]);
    let more = one.replace("Sunday. ", "Sunday.\n\nNot at Easter!\n\n");
    assert_eq!(told(one, &more), ["split:   >   +\n +Not at Easter! +\n"]);
}

#[test]
fn what_was_joined_or_parted_on_its_way_elsewhere_is_one_move() {
    let two = "The mill grinds corn on every day but Sunday.\n\nThe miller keeps a sixteenth of the flour.";
    let one = two.replace("\n\n", " ");
    let rest = "# 1. Water\n\nThe brook drives the wheel from spring to autumn.\n\nIn winter there is ice.";
    let (before, after) = (format!("# 2. Work\n\n{two}\n\n{rest}"), format!("{rest}\n\n{one}"));
    assert_eq!(told(&before, &after), ["deleted: 2 Work >  -Work", "moved-reworded: 2 Work > 1 Water -\n"]);
    assert_eq!(told(&after, &before), ["inserted:  > 2 Work +Work", "moved-reworded: 1 Water > 2 Work +\n"]);
    let moved = |text: &str| format!("{rest}\n\n# 2. Work\n\n{text}");
    assert_eq!(told(&before, &moved(&one)), ["moved-reworded: 2 Work > 2 Work -\n"]);
}

#[test]
fn a_heading_that_is_set_as_a_line_in_bold_looks_different() {
    let (old, new) = ("# A\n\nthe mill\n\n## Term\n\nIt ends.", "# A\n\nthe mill\n\n**TERM**\n\nIt ends.");
    assert_eq!(told(old, new), ["formatted:  Term >  A "]);
    assert_eq!(told(new, old), ["formatted:  A >  Term "]);
}

#[test]
fn looks_and_links_are_told_apart_from_words() {
    assert_eq!(told("# A\n\nthe mill", "## A\n\nthe **mill**"), ["formatted:  A >  A "]);
    assert_eq!(told("[the mill](https://a.example)", "[the mill](https://b.example)"), ["link:   >   "]);
    assert_eq!(
        told("See [the mill](https://a.example) today.", "Read [the mill](https://b.example) today."),
        ["reworded:   >   -See +Read", "link:   >   "]
    );
}

#[test]
fn columns_that_come_or_go_leave_the_rows_what_they_are() {
    let table = "| who | where |\n|---|---|\n| Alder | Bruges |\n| Birch | Ghent |\n";
    let more =
        "| who | since | where |\n|---|---|---|\n| Alder | 2020 | Bruges |\n| Birch | 2021 | Namur |\n";
    assert_eq!(told(table, more), ["column-inserted:  >   +since\n2020\n2021", "cell:   >   -Ghent +Namur"]);
    assert_eq!(told(more, table), ["column-deleted:   >  -since\n2020\n2021", "cell:   >   -Namur +Ghent"]);
    let row = format!("{more}| Cedar | 2022 | Liege |\n");
    assert_eq!(
        told(&table.replace("Ghent", "Namur"), &row),
        ["column-inserted:  >   +since\n2020\n2021\n2022", "row-inserted:  >   +Cedar 2022 Liege"]
    );
}

#[test]
fn rows_and_cells_are_told_as_such() {
    let table =
        "| who | where |\n|---|---|\n| Alder Mills | Bruges, Belgium |\n| Birch Mills | Ghent, Belgium |\n";
    assert_eq!(told(table, &table.replace("Ghent", "Namur")), ["cell:   >   -Ghent +Namur"]);
    let more = format!("{table}| Cedar Mills | Liege, Belgium |\n");
    assert_eq!(told(table, &more), ["row-inserted:  >   +Cedar Mills Liege, Belgium"]);
    assert_eq!(told(&more, table), ["row-deleted:   >  -Cedar Mills Liege, Belgium"]);
}

const RATES: &str = "# 4. Shares\n\nWho grinds what:\n\n* Alder, of the upper wheel, grinds rye.\n* Birch, of the \
                     lower wheel, grinds wheat in 3 days.\n";

#[test]
fn items_that_became_rows_are_set_otherwise_and_say_which_words_are_other() {
    let table = "# 4. Shares\n\nWho grinds what:\n\n| Who | What |\n|---|---|\n| Alder | of the upper wheel, grinds \
                 rye |\n| Birch | of the lower wheel, grinds wheat in 5 days |\n";
    assert_eq!(
        told(RATES, table),
        [
            "row-inserted:  > 4 Shares +Who What",
            "formatted: 4 Shares > 4 Shares ",
            "reworded: 4 Shares > 4 Shares -, -3 +5 -."
        ]
    );
    assert_eq!(
        told(table, RATES),
        [
            "row-deleted: 4 Shares >  -Who What",
            "formatted: 4 Shares > 4 Shares ",
            "reworded: 4 Shares > 4 Shares +, -5 +3 +."
        ]
    );
}

#[test]
fn the_label_of_an_item_may_have_a_cell_of_its_own() {
    let list = "Who is let in:\n\n(a) who brings rye,\n\n(b) who brings wheat, and\n";
    let table = "Who is let in:\n\n| | Who |\n|---|---|\n| (a) | who brings rye, |\n| (b) | who brings wheat, and |\n";
    let told = told(list, table);
    assert_eq!(told.iter().filter(|one| one.starts_with("formatted")).count(), 2, "{told:?}");
    assert_eq!(told.len(), 3, "{told:?}");
}

#[test]
fn a_column_that_stands_elsewhere_is_set_otherwise_and_its_cells_are_compared() {
    let old = "| Who | Where | Since |\n|---|---|---|\n| Alder | Bruges | 2020 |\n| Birch | Ghent | 2021 |\n";
    let new = "| Who | Since | Where |\n|---|---|---|\n| Alder | 2020 | Bruges |\n| Birch | 2021 | Namur |\n";
    assert_eq!(told(old, new), ["formatted:   >   ", "cell:   >   -Ghent +Namur"]);
}

#[test]
fn a_heading_is_called_otherwise_unless_nothing_is_left_of_it() {
    let old = "# 4. Shares\n\nThe lord may ask the miller for his books once in a year.\n";
    assert_eq!(
        told(old, &old.replace("Shares", "The tithe")),
        ["reworded: 4 Shares > 4 The tithe -Shares +The tithe"]
    );
    assert_eq!(told(old, &old.replace(" Shares", ""))[0], "deleted: 4 Shares >  -Shares");
}

#[test]
fn a_title_that_became_a_heading_is_set_otherwise() {
    let old = "# 4. Shares\n\n4.1 Audits. The lord may ask the miller for his books once in a year.\n";
    let new = "# 4. Shares\n\n## 4.1 Audits\n\nThe lord may ask the miller for his books once in a year.\n";
    assert_eq!(told(old, new), ["formatted: 4.1 Shares > 4.1 Audits "]);
    assert_eq!(told(new, old), ["formatted: 4.1 Audits > 4.1 Shares "]);
    assert_eq!(told(old, &new.replace("once", "twice")), ["reworded: 4.1 Shares > 4.1 Audits -once +twice"]);
    assert_eq!(told(old, &new.replace("4.1 Audits", "4.1 Visits")).len(), 2);
}
