"""How much one request may carry, so that nobody's drawing is everybody's wait."""

from dataclasses import dataclass
from typing import Self

from ..errors import TooLarge
from ..settings import Settings


@dataclass
class RequestLimits:
    """What one request may carry. A picture takes its pixels from what is left for all pictures of the request."""

    points: int  # of each drawing
    image_pixels: int  # of each picture
    pixels_left: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings have it."""
        return cls(settings.max_points, settings.max_image_pixels, settings.max_batch_pixels)

    def take(self, width: int, height: int) -> None:
        """For one picture, before it is decoded. Raises TooLarge."""
        if width * height > self.image_pixels:
            raise TooLarge(f"A picture may have at most {self.image_pixels} pixels, not {width} x {height}.")
        self.pixels_left -= width * height
        if self.pixels_left < 0:
            raise TooLarge("All pictures of this request have too many pixels together; send fewer, or smaller ones.")
