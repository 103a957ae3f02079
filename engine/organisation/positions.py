"""Classes of positions in the civil service (UU 20/2023)."""

from enum import StrEnum


class PositionClass(StrEnum):
    """The class of a position. Leadership (JPT) stands above administration; functional posts beside both."""

    JPT_UTAMA = "jpt_utama"
    JPT_MADYA = "jpt_madya"
    JPT_PRATAMA = "jpt_pratama"
    ADMINISTRATOR = "administrator"
    PENGAWAS = "pengawas"
    FUNGSIONAL = "fungsional"
    PELAKSANA = "pelaksana"

    @property
    def is_leadership(self) -> bool:
        """Whether it is a high leadership position (jabatan pimpinan tinggi)."""
        return self in (PositionClass.JPT_UTAMA, PositionClass.JPT_MADYA, PositionClass.JPT_PRATAMA)
