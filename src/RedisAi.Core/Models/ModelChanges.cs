using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>What is to be written of the versions of a model, together.</summary>
internal sealed class ModelChanges
{
    private readonly List<DurableItemChange> _changes = [];
    private readonly List<ModelVersion> _put = [];

    public IReadOnlyList<DurableItemChange> List => _changes;

    /// <summary>Writes a version with all it has.</summary>
    public void Put(ModelVersion version, ModelHead head)
    {
        _changes.Add(DurableItemChange.Put(IdOf(version), head.Write(), version.TakeContents()));
        _put.Add(version);
    }

    /// <summary>Changes what is said of a version that is kept; what is only registered is written when there is something to be said of it.</summary>
    public void Change(ModelVersion version, Func<ModelHead, ModelHead> change)
    {
        if (version.Head is not { } head)
        {
            return;
        }

        if (version.IsStored)
        {
            _changes.Add(DurableItemChange.SetHead(IdOf(version), change(head).Write()));
        }
        else
        {
            Put(version, change(head));
        }
    }

    public void Remove(IEnumerable<ModelVersion> versions)
    {
        foreach (ModelVersion version in versions.Where(static version => version.IsStored))
        {
            _changes.Add(DurableItemChange.Remove(IdOf(version)));
        }
    }

    /// <summary>Removes all versions under a key up to a number.</summary>
    public void RemoveUpTo(string key, int version) => _changes.Add(DurableItemChange.RemoveUpTo(new DurableItemId(DurableItemKind.Model, key, version)));

    public async Task WriteAsync(Catalog catalog)
    {
        if (_changes.Count > 0)
        {
            await catalog.WriteAsync(_changes).ConfigureAwait(false);
            _put.ForEach(static version => version.IsStored = true);
        }
    }

    private static DurableItemId IdOf(ModelVersion version) => new(DurableItemKind.Model, version.Key, version.Number);
}
