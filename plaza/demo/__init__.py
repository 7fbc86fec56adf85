"""The demo world 青禾县: fictional, made by the actions themselves, with dates relative to today."""

from plaza.demo.build import build, remove, summary

__all__ = ["build", "remove", "summary"]
