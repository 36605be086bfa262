using System.Security.Cryptography;
using System.Text.Json;
using RedisAi.Dags.Serialization;
using RedisAi.Persistence;

namespace RedisAi.Dags;

/// <content>What a storage keeps of plans.</content>
internal sealed partial class DagRegistry
{
    private const int Format = 1;
    private const string GraphName = "graph";

    /// <summary>What plans are kept under, which have no versions.</summary>
    private const int OnlyVersion = 1;

    /// <summary>The names of plans that are here and in the storage. Guarded by the lock.</summary>
    private readonly HashSet<string> _stored = new(StringComparer.Ordinal);

    private readonly RegisteredDigests _registered = new();

    /// <summary>Brings back what the storage has under a name, compiled against the models and scripts that are there now, unless something was stored or removed since.</summary>
    /// <returns>Whether something is there now that was not.</returns>
    public async Task<bool> RestoreAsync(string name, CancellationToken cancellationToken)
    {
        Catalog catalog = services.Catalog!;
        if (catalog.Pending(DurableItemKind.Plan, name) is not [.., var item])
        {
            return false;
        }

        (DagPlan plan, string? registered) = await ReadAsync(item, cancellationToken).ConfigureAwait(false);
        lock (_changes)
        {
            if (!catalog.TryTake(DurableItemKind.Plan, name))
            {
                return false;
            }

            _stored.Add(name);
            _registered.Note(name, registered);
            Publish(plan);
            return true;
        }
    }

    /// <summary>Reads a plan and compiles it, with the digest of what a host had registered under its name.</summary>
    /// <exception cref="DurableStorageException">It cannot be read.</exception>
    private async Task<(DagPlan Plan, string? Registered)> ReadAsync(DurableItem item, CancellationToken cancellationToken)
    {
        Catalog catalog = services.Catalog!;
        string name = item.Id.Key;
        DurablePart part = item.Parts.FirstOrDefault(static part => part.Name == GraphName) ?? throw catalog.Damaged(item.Id, "it has no graph");
        byte[] data = await catalog.ReadContentAsync(item.Id, part, cancellationToken).ConfigureAwait(false);
        try
        {
            string? registered = RegisteredOf(item);
            return (PlanReader.Read(data, planName => planName == name ? new DagBuilder(services, name) : throw new InvalidDataException($"It is the graph of '{planName}'.")).Compile(), registered);
        }
        catch (Exception error) when (DurableJson.IsDamage(error) && error is not ObjectDisposedException)
        {
            throw catalog.Damaged(item.Id, error.Message, error);
        }
    }

    /// <summary>Stores what a host registers, or brings back what was stored under the name since it was registered as it is now.</summary>
    /// <returns>The plan that is there.</returns>
    public async Task<DagPlan> StoreRegisteredAsync(DagPlan plan, CancellationToken cancellationToken)
    {
        string? digest = plan.Shape.Data is { Length: > 0 } data ? Convert.ToHexStringLower(SHA256.HashData(data)) : null;
        if (digest is not null && services.Catalog is { IsShared: false } catalog && catalog.Pending(DurableItemKind.Plan, plan.Name) is [.., var item] && IsStoredOver(item, digest))
        {
            if (await RestoreAsync(plan.Name, cancellationToken).ConfigureAwait(false))
            {
                services.Logger.RegistrationSkipped(Kind, plan.Name, item.Id.Version, catalog.Name);
            }

            return this[plan.Name];
        }

        _registered.Note(plan.Name, digest);
        Store(plan, isRegistration: true);
        return plan;
    }

    /// <summary>Writes a plan before it is there; what is only registered is not written, and takes the place of what is.</summary>
    private void Keep(DagPlan plan, bool isRegistration)
    {
        if (services.Catalog is not { } catalog)
        {
            return;
        }

        DurableItemId id = IdOf(plan.Name);
        bool isKept = plan.Shape.Unwritable is null && !isRegistration;
        if (isKept)
        {
            catalog.Write(DurableItemChange.Put(id, HeadOf(plan.Name), [DurableContent.Of(GraphName, plan.Shape.Data)]));
        }
        else if (IsStored(plan.Name) && !(isRegistration && catalog.IsShared))
        {
            // What is shared takes the place of what each process registers.
            catalog.Write(DurableItemChange.Remove(id));
        }

        NoteStored(plan.Name, isKept);
    }

    /// <summary>Whether the storage has a plan of a name, also one that has not come back. Under the lock.</summary>
    private bool IsStored(string name) => _stored.Contains(name) || services.Catalog?.Pending(DurableItemKind.Plan, name).Count > 0;

    private void NoteStored(string name, bool isStored)
    {
        services.Catalog!.TryTake(DurableItemKind.Plan, name);
        if (isStored)
        {
            _stored.Add(name);
        }
        else
        {
            _stored.Remove(name);
        }
    }

    private static DurableItemId IdOf(string name) => new(DurableItemKind.Plan, name, OnlyVersion);

    private byte[] HeadOf(string name) => DurableJson.Write(json =>
    {
        json.WriteNumber("format", Format);
        json.WriteText("registered", _registered.Of(name));
    });

    private static string? RegisteredOf(DurableItem item)
    {
        using JsonDocument head = JsonDocument.Parse(item.Head);
        head.RootElement.CheckFormat(Format);
        return head.RootElement.Text("registered");
    }

    private static bool IsStoredOver(DurableItem item, string digest)
    {
        try
        {
            return RegisteredOf(item) == digest;
        }
        catch (Exception error) when (DurableJson.IsDamage(error))
        {
            // What is damaged gives way to what the host has.
            return false;
        }
    }
}
