"""Pictures of figures, and the words that stand for them where they cannot be seen."""

from handlers.drawings import StepHistory as StepHistory
from handlers.drawings import WeekAbsence as WeekAbsence
from handlers.pictures.any import picture_of as picture_of
from handlers.pictures.any import svg_of as svg_of
from handlers.pictures.canvas import Drawn as Drawn
from handlers.pictures.pattern import Pattern as Pattern
from handlers.pictures.pattern import grid_of as grid_of
from handlers.pictures.pattern import pattern_picture as pattern_picture
from handlers.pictures.pattern import pattern_words as pattern_words
from handlers.pictures.steps import cases_by_step as cases_by_step
from handlers.pictures.steps import step_words as step_words
from handlers.pictures.weeks import Weeks as Weeks
from handlers.pictures.weeks import bars_of as bars_of
from handlers.pictures.weeks import weeks_picture as weeks_picture
from handlers.pictures.weeks import weeks_words as weeks_words
