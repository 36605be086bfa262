namespace RedisAi.Store.Sqlite;

/// <summary>Writes models, scripts and plans, on the connection that writes, within its transactions. Used by one thread.</summary>
/// <param name="prepare">Prepares a statement, which the caller disposes.</param>
/// <param name="chunkBytes">Contents are cut into pieces of so many bytes.</param>
internal sealed class SqliteItems(Func<string, Statement> prepare, int chunkBytes)
{
    private readonly Statement _put = prepare("INSERT INTO items (kind, key, version, head) VALUES (?1, ?2, ?3, ?4) RETURNING id");
    private readonly Statement _putContent = prepare("INSERT INTO contents (item, name, length) VALUES (?1, ?2, ?3) RETURNING id");
    private readonly Statement _putPiece = prepare("INSERT INTO pieces (content, number, data) VALUES (?1, ?2, ?3)");
    private readonly Statement _setHead = prepare("UPDATE items SET head = ?4 WHERE kind = ?1 AND key = ?2 AND version = ?3");
    private readonly Statement _remove = prepare("DELETE FROM items WHERE kind = ?1 AND key = ?2 AND version = ?3");
    private readonly Statement _removeUpTo = prepare("DELETE FROM items WHERE kind = ?1 AND key = ?2 AND version <= ?3");

    public void Write(DurableItemChange change)
    {
        DurableItemId id = change.Id;
        byte[] key = SqliteKey.Encode(id.Key);
        switch (change.Kind)
        {
            case DurableItemChangeKind.Put:
                Bind(_remove, id, key).Execute();
                Put(id, key, change);
                break;
            case DurableItemChangeKind.SetHead:
                Bind(_setHead, id, key).Bind(4, change.Head.Span).Execute();
                break;
            case DurableItemChangeKind.Remove:
                Bind(_remove, id, key).Execute();
                break;
            default:
                Bind(_removeUpTo, id, key).Execute();
                break;
        }
    }

    private void Put(DurableItemId id, byte[] key, DurableItemChange change)
    {
        long item = Insert(Bind(_put, id, key).Bind(4, change.Head.Span));
        foreach (DurableContent content in change.Contents)
        {
            long number = Insert(_putContent.Bind(1, item).Bind(2, SqliteKey.Encode(content.Name)).Bind(3, content.ByteLength));
            for (long offset = 0; offset < content.ByteLength; offset += chunkBytes)
            {
                _putPiece.Bind(1, number).Bind(2, offset / chunkBytes).Bind(3, content.Piece(offset, (int)Math.Min(chunkBytes, content.ByteLength - offset))).Execute();
            }
        }
    }

    private static Statement Bind(Statement statement, DurableItemId id, byte[] key) => statement.Bind(1, (long)id.Kind).Bind(2, key).Bind(3, (long)id.Version);

    /// <summary>Inserts a row, and gives its number.</summary>
    private static long Insert(Statement statement)
    {
        statement.Step();
        long number = statement.Number(0);
        statement.Reset();
        return number;
    }
}
