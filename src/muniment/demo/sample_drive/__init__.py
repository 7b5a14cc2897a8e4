"""A fictional council's shared drive, made to order: tidy, messy and hostile files."""

from muniment.demo.sample_drive.drive import generate
from muniment.demo.sample_drive.types import Item, SampleDrive

__all__ = ["Item", "SampleDrive", "generate"]
