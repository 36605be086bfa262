using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Skops;

/// <summary>An array of numpy, or a number of numpy, which is an array without axes. Its entry of the archive is read when it is asked for.</summary>
/// <param name="path">Where it stands.</param>
/// <param name="archive">The archive.</param>
/// <param name="file">The name of its entry.</param>
/// <param name="maxBytes">The most bytes of the entry.</param>
internal sealed class SkopsArray(string path, ArchiveFile archive, string file, long maxBytes = 1 << 30) : SkopsValue(path)
{
    public override string Kind => "an array of numpy";

    public override NpyArray AsArray() => NpyArray.Read(archive.Read(file, maxBytes), $"{Path} ({file})");

    public override IReadOnlyList<string> AsTexts() => AsArray().ToTexts();

    public override double AsDouble() => Single().ToDoubles()[0];

    public override long AsInt64() => Single().ToInt64s()[0];

    public override bool AsBool() => Single().ToInt64s()[0] != 0;

    public override string AsText() => Single().ToTexts()[0];

    private NpyArray Single()
    {
        NpyArray array = AsArray();
        return array.Count == 1 ? array : throw new ModelLoadException($"{Place} is an array of {array.Count} elements; one was expected.");
    }
}
