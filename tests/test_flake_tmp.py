import os
def test_ok(): pass
def test_once():
    if not os.path.exists("/tmp/lead/flk"):
        open("/tmp/lead/flk","w").close(); assert 0
def test_other(): pass
