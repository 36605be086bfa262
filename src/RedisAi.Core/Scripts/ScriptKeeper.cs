using System.Security.Cryptography;
using RedisAi.Persistence;
using RedisAi.Registry;
using RedisAi.Tensors.Formats;

namespace RedisAi.Scripts;

/// <summary>Keeps scripts in a storage: writes what is about to serve before it does.</summary>
/// <remarks>The members that change something are called by one thread at a time for each key, but for those that remove.</remarks>
internal sealed class ScriptKeeper(Catalog catalog) : IVersionKeeper<ScriptVersion>
{
    private const string TextName = "script";

    public Catalog Catalog => catalog;

    /// <summary>The digests of what a host has registered.</summary>
    public RegisteredDigests Registered { get; } = new();

    /// <summary>The digest of what a host registers.</summary>
    public static string DigestOf(string text, ScriptOptions options) => Convert.ToHexStringLower(SHA256.HashData(DurableJson.Write(json =>
    {
        json.WriteText("text", text);
        options.WriteTo(json);
    })));

    /// <summary>What the storage has under a key that has not come back yet; null for nothing.</summary>
    public DurableItem? Pending(string key) => catalog.Pending(DurableItemKind.Script, key).MaxBy(static item => item.Id.Version);

    /// <summary>What the storage says of an item.</summary>
    /// <exception cref="DurableStorageException">It makes no sense.</exception>
    public ScriptHead HeadOf(DurableItem item)
    {
        try
        {
            return ScriptHead.Read(item.Head);
        }
        catch (Exception error) when (DurableJson.IsDamage(error))
        {
            throw catalog.Damaged(item.Id, error.Message, error);
        }
    }

    /// <summary>Reads the text of a script.</summary>
    /// <exception cref="DurableStorageException">It cannot be read.</exception>
    public async Task<string> ReadTextAsync(DurableItem item, CancellationToken cancellationToken)
    {
        DurablePart part = item.Parts.FirstOrDefault(static part => part.Name == TextName) ?? throw catalog.Damaged(item.Id, "it has no text");
        byte[] bytes = await catalog.ReadContentAsync(item.Id, part, cancellationToken).ConfigureAwait(false);
        try
        {
            return bytes.Length > 0 ? ((StringEncoding)bytes[0]).GetString(bytes.AsSpan(1)) : throw new InvalidDataException("its text is empty");
        }
        catch (Exception error) when (DurableJson.IsDamage(error))
        {
            throw catalog.Damaged(item.Id, error.Message, error);
        }
    }

    public ValueTask<IAsyncDisposable?> BeginAsync(string key, CancellationToken cancellationToken) => catalog.BeginChangeAsync(DurableItemKind.Script, key, cancellationToken);

    public async Task KeepAsync(ScriptVersion next, ScriptVersion? present, bool mayBeRefused)
    {
        List<DurableItemChange> changes = [];
        bool isKept = next.Head is not null;
        if (!mayBeRefused && (isKept || present is { Head: not null } || Pending(next.Key) is not null))
        {
            changes.Add(RemoveUpTo(next.Key, int.MaxValue));
        }

        if (next.Head is { } head)
        {
            ReadOnlyMemory<byte> written = (head with { Registered = Registered.Of(next.Key) }).Write();
            changes.Add(DurableItemChange.Put(IdOf(next), written, [DurableContent.Of(TextName, Encode(next.Text))]));
        }

        if (changes.Count > 0)
        {
            await catalog.WriteAsync(changes).ConfigureAwait(false);
        }

        if (!mayBeRefused)
        {
            catalog.TryTake(DurableItemKind.Script, next.Key);
        }
    }

    public async Task SettleAsync(ScriptVersion next)
    {
        await catalog.WriteAsync(RemoveUpTo(next.Key, next.Number - 1)).ConfigureAwait(false);
        catalog.TryTake(DurableItemKind.Script, next.Key);
    }

    public Task RefuseAsync(ScriptVersion refused) => refused.Head is null ? Task.CompletedTask : catalog.WriteAsync(DurableItemChange.Remove(IdOf(refused)));

    public IReadOnlyList<DurableItemChange> Removing(string key, ScriptVersion? present) =>
        present is null
            ? Pending(key) is null ? [] : [RemoveUpTo(key, int.MaxValue)]
            : present.Head is null ? [] : [RemoveUpTo(key, present.Number)];

    public bool NoteRemoved(string key) => catalog.TryTake(DurableItemKind.Script, key);

    private static DurableItemId IdOf(ScriptVersion version) => new(DurableItemKind.Script, version.Key, version.Number);

    private static DurableItemChange RemoveUpTo(string key, int version) => DurableItemChange.RemoveUpTo(new DurableItemId(DurableItemKind.Script, key, version));

    /// <summary>A text as bytes: how it is encoded, and then the text.</summary>
    private static byte[] Encode(string text)
    {
        StringEncoding encoding = StringEncodingExtensions.Choose([text]);
        byte[] bytes = new byte[1 + encoding.ByteCount(text)];
        bytes[0] = (byte)encoding;
        encoding.GetBytes(text, bytes.AsSpan(1));
        return bytes;
    }
}
