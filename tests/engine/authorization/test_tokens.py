from engine.authorization.tokens import new_api_token, new_session_token, token_hash


def test_tokens_are_long_and_never_repeat() -> None:
    tokens = {new_session_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)


def test_api_tokens_can_be_recognised() -> None:
    assert new_api_token().startswith("lt_")


def test_any_text_has_a_hash() -> None:
    assert len(token_hash("\ud800")) == 32
