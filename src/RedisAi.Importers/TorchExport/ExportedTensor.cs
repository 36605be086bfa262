namespace RedisAi.Importers.TorchExport;

/// <summary>A weight: which bytes of the archive it shows, and how.</summary>
/// <param name="Entry">The file in the archive.</param>
/// <param name="Kind">The type of its elements.</param>
/// <param name="Elements">How many elements the file has.</param>
/// <param name="Offset">Where it begins in them.</param>
/// <param name="Lengths">The length of each axis.</param>
/// <param name="Strides">How many elements apart two neighbours of each axis are.</param>
internal sealed record ExportedTensor(string Entry, ElementKind Kind, long Elements, long Offset, long[] Lengths, long[] Strides);
