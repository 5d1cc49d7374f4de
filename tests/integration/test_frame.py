"""The frame answers before any feature does."""


def test_an_unknown_address_is_a_page(client):
    response = client.get_path("/bestaat-niet", status=404)
    assert "Deze pagina is er niet" in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
