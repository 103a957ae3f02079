"""A small government as a file describes it."""

AGENCIES = """
[[agency]]
code = "bkn"
name = "Badan Kepegawaian Negara"
name_en = "National Civil Service Agency"
kind = "lpnk"
zone = "Asia/Jakarta"
valid_from = 2000-01-01
"""
UNITS = """
[[unit]]
agency = "bkn"
code = "dit-mutasi"
name = "Direktorat Mutasi"
name_en = "Directorate of Transfers"
parent = "deputi"

[[unit]]
agency = "bkn"
code = "deputi"
name = "Deputi"
name_en = "Deputy"
"""
POSITIONS = """
[[position]]
agency = "bkn"
unit = "dit-mutasi"
code = "direktur"
name = "Direktur Mutasi"
name_en = "Director of Transfers"
class = "jpt_pratama"
functions = ["pertek", "penyelia"]
"""
PERSONS = """
[[person]]
nip = "199608182022041001"
name = "Bima Saputra"
"""
HOLDERS = """
[[holder]]
position = "direktur@bkn"
person = "199608182022041001"
status = "plt"
since = 2026-10-01
decree_number = "SPRIN-1"
"""
ACCOUNTS = """
[[account]]
person = "199608182022041001"
username = "bima"
"""
REST = """
[[quota]]
key = "gelombang-1"
name = "Gelombang 1"
capacity = 2

[[siasn]]
nip = "199608182022041001"
pendidikan = "S-1"
skor = 81.5
tmt = 2022-04-01
"""


def a_government_file(
    *,
    agencies: str = AGENCIES,
    units: str = UNITS,
    positions: str = POSITIONS,
    persons: str = PERSONS,
    holders: str = HOLDERS,
    accounts: str = ACCOUNTS,
    rest: str = REST,
) -> bytes:
    """TOML of one agency with two units, one position, and one person who acts in it."""
    return f"{agencies}{units}{positions}{persons}{holders}{accounts}{rest}".encode()
