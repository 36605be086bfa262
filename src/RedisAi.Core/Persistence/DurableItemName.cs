namespace RedisAi.Persistence;

/// <summary>What sentences call the kinds of items; also what reasons of absence call them.</summary>
internal static class DurableItemName
{
    public static string Of(DurableItemKind kind) => kind switch
    {
        DurableItemKind.Model => "model",
        DurableItemKind.Script => "script",
        _ => "plan",
    };
}
