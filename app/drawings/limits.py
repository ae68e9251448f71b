"""Request limits: how many points and pixels one request may carry, so that it can't hold up the others."""

from dataclasses import dataclass
from typing import Self

from ..errors import TooLarge
from ..settings import Settings


@dataclass
class RequestLimits:
    """The limits of one request; each picture spends from the pixels that are left for all its pictures."""

    points: int  # of each drawing
    image_pixels: int  # of each picture
    pixels_left: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the settings give."""
        return cls(settings.max_points, settings.max_image_pixels, settings.max_batch_pixels)

    def spend_pixels(self, width: int, height: int) -> None:
        """Spends one picture's pixels, before it is decoded. Raises TooLarge."""
        if width * height > self.image_pixels:
            raise TooLarge(f"A picture may have at most {self.image_pixels} pixels, not {width} x {height}.")
        self.pixels_left -= width * height
        if self.pixels_left < 0:
            raise TooLarge("All pictures of this request have too many pixels together; send fewer, or smaller ones.")
