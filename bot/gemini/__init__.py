"""The only package that knows Google's SDK: our request in, a picture or one of our errors out.

Imports config, core and errors. The SDK is imported by the first call, as it takes a while.
"""

from bot.gemini.answer import Description as Description
from bot.gemini.answer import ImageAnswer as ImageAnswer
from bot.gemini.client import Gemini as Gemini
from bot.gemini.client import ModelClient as ModelClient
from bot.gemini.faults import SignatureMissing as SignatureMissing
from bot.gemini.owner_causes import FIXES as FIXES
