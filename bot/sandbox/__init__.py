"""The sandbox: a local Discord and a local Gemini, to try Easel on and to test it with."""
