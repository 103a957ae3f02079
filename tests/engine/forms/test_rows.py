"""Lists of rows that grow and shrink without JavaScript."""

from engine.forms import change_rows, changes_rows, present
from engine.forms.view import ListView
from tests.factories.forms import a_form, checkbox, hidden_if, post, required, rows, said, send, text

CHILDREN = a_form(
    rows(
        "anak", text("nama", validate=required()), checkbox("ikut"), rows("sekolah", text("kota"), defaultRepetitions=0)
    )
)


def the_list(**options: object) -> ListView:
    view = present(CHILDREN, **{"values": {}, "language": "id"} | options).items[0]  # type: ignore[arg-type]
    assert isinstance(view, ListView)
    return view


def test_a_new_list_has_its_first_rows() -> None:
    assert len(the_list().rows) == 1


def test_rows_come_from_the_variable() -> None:
    assert len(the_list(values={"anak": [{"nama": "A"}, {"nama": "B"}]}).rows) == 2


def test_a_row_is_added_behind_what_was_typed() -> None:
    view = the_list(raw={"anak.0.nama": ["A"], "_rows.anak": ["1"], "_add": ["anak"]})

    assert [row.items[0].value for row in view.rows] == ["A", ""]  # type: ignore[union-attr]


def test_the_rows_behind_a_removed_one_move_up() -> None:
    fields = {
        "_rows.anak": ["3"],
        "anak.0.nama": ["A"],
        "anak.1.nama": ["B"],
        "anak.2.nama": ["C"],
        "anak.2.ikut": ["true"],
    }

    changed = change_rows(CHILDREN, fields | {"_remove": ["anak.1"]})

    assert changed == {"_rows.anak": ["2"], "anak.0.nama": ["A"], "anak.1.nama": ["C"], "anak.1.ikut": ["true"]}


def test_lists_inside_rows_move_with_them() -> None:
    fields = {
        "_rows.anak": ["2"],
        "_rows.anak.1.sekolah": ["1"],
        "anak.1.sekolah.0.kota": ["Bogor"],
        "_remove": ["anak.0"],
    }

    changed = change_rows(CHILDREN, fields)

    assert changed == {"_rows.anak": ["1"], "_rows.anak.0.sekolah": ["1"], "anak.0.sekolah.0.kota": ["Bogor"]}


def test_a_row_inside_a_row_is_added() -> None:
    changed = change_rows(CHILDREN, {"_rows.anak": ["1"], "_rows.anak.0.sekolah": ["1"], "_add": ["anak.0.sekolah"]})

    assert changed["_rows.anak.0.sekolah"] == ["2"]


def test_requests_for_what_is_not_there_change_nothing() -> None:
    fields = {"_rows.anak": ["1"], "anak.0.nama": ["A"]}

    for request in ({"_add": ["lain"]}, {"_remove": ["anak.7"]}, {"_remove": ["anak.x"]}, {"_remove": ["anak"]}):
        assert change_rows(CHILDREN, fields | request) == fields


def test_a_list_does_not_grow_beyond_a_hundred_rows() -> None:
    assert change_rows(CHILDREN, {"_rows.anak": ["5000"], "_add": ["anak"]})["_rows.anak"] == ["100"]


def test_a_post_that_asks_for_rows_is_never_an_answer() -> None:
    answer = post(CHILDREN, {"anak.0.nama": "A", "_rows.anak": "1", "_add": "anak"})

    assert changes_rows({"_add": ["anak"]})
    assert list(said(answer)) == ["anak"]


def test_an_empty_row_is_a_row() -> None:
    assert said(post(CHILDREN, {"_rows.anak": "1"})) == {"anak.0.nama": "Fill in Nama."}


def test_a_list_without_rows_is_empty() -> None:
    assert post(CHILDREN, {"_rows.anak": "0"}).data == {"anak": []}


def test_rows_are_counted_by_their_names_where_the_page_did_not_say() -> None:
    answer = post(CHILDREN, {"anak.1.nama": "B", "anak.0.nama": "A", "anak.1.ikut": "true"})

    assert answer.data == {
        "anak": [{"nama": "A", "ikut": False, "sekolah": []}, {"nama": "B", "ikut": True, "sekolah": []}]
    }


def test_json_rows_are_typed_and_checked_one_by_one() -> None:
    answer = send(CHILDREN, {"anak": [{"nama": "A", "ikut": True}, {"nama": ""}, {"nama": "C", "lain": 1}]})

    assert sorted(said(answer)) == ["anak.1.nama", "anak.2.lain"]


def test_json_with_too_many_rows_is_refused() -> None:
    assert list(said(send(CHILDREN, {"anak": [{"nama": "A"}] * 101}))) == ["anak"]


def test_rows_that_cannot_change_are_those_of_the_variable() -> None:
    form = a_form(rows("anak", text("nama", readonly=True), text("sekolah"), allowAddRemove=False))

    answer = post(
        form,
        {"_rows.anak": "9", "anak.0.sekolah": "X", "anak.0.nama": "diselundupkan"},
        values={"anak": [{"nama": "A"}, {"nama": "B"}]},
    )

    assert answer.data == {"anak": [{"nama": "A", "sekolah": "X"}, {"nama": "B", "sekolah": ""}]}


def test_a_condition_in_a_row_sees_its_own_row() -> None:
    form = a_form(rows("anak", checkbox("ikut"), text("sekolah", conditional=hidden_if("not(this.ikut)"))))

    answer = post(form, {"anak.0.ikut": "true", "anak.0.sekolah": "X", "anak.1.sekolah": "Y"})

    assert answer.data == {"anak": [{"ikut": True, "sekolah": "X"}, {"ikut": False}]}


def test_more_fields_than_can_be_answered_at_once_are_an_error() -> None:
    form = a_form(rows("a", *(text(f"k{n}") for n in range(60))))

    assert "usul" in said(post(form, {"_rows.a": "100"}))


def test_a_list_that_the_page_did_not_show_keeps_its_rows() -> None:
    form = a_form(checkbox("ada"), rows("anak", text("nama"), conditional=hidden_if("not(ada)")))
    values = {"anak": [{"nama": "A"}, {"nama": "B"}]}

    assert post(form, {"ada": "true"}, values=values).data == {"ada": True} | values


def test_a_new_row_does_not_take_over_an_old_one() -> None:
    form = a_form(rows("anak", text("nama"), text("kota", defaultValue="Bogor")))

    answer = post(form, {"_rows.anak": "1", "anak.0.nama": "C"}, values={"anak": [{"nama": "A", "kota": "Depok"}]})

    assert answer.data == {"anak": [{"nama": "C", "kota": "Bogor"}]}


def test_what_was_shown_moves_with_its_row() -> None:
    fields = {"_rows.anak": ["2"], "_shown": ["anak.0.ikut", "anak.1.ikut", "lain"], "_remove": ["anak.0"]}

    assert change_rows(CHILDREN, fields) == {"_rows.anak": ["1"], "_shown": ["anak.0.ikut", "lain"]}
