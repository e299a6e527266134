"""`db upgrade`: the tables are brought up to date with the keys that are there, and none is made."""

from bot.errors import StartError
from bot.records.database import open_database
from bot.records.encryption import KeyFile, NoKeys
from bot.records.upgrade import must_be_up_to_date, upgrade_database
from bot.settings import Settings
from tests.unit.cli.conftest import Bot, Opens


def test_the_first_tables_are_brought_up_to_date(bot: Bot, installation: Settings) -> None:
    KeyFile(installation.key_file).make()
    database = open_database(installation.database_url, keyring=NoKeys())
    upgrade_database(database, to="0001")
    for _ in range(2):
        done = bot("db", "upgrade")
        assert done.stdout == "The database is up to date.\n", done.output
    must_be_up_to_date(database)
    database.close()


def test_without_a_key_nothing_is_made(bot: Bot, installation: Settings) -> None:
    refused = bot("db", "upgrade")
    assert isinstance(refused.exception, StartError)
    assert "no key file" in str(refused.exception)
    assert not installation.key_file.exists()


def test_a_newer_database_is_told(bot: Bot, started: Opens) -> None:
    with started() as database, database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    refused = bot("db", "upgrade")
    assert isinstance(refused.exception, StartError)
    assert "newer version" in str(refused.exception)
