using System.Text;

namespace RedisAi.Importers.LightGBM;

/// <summary>Reads the text in which LightGBM keeps models.</summary>
internal static class LightGbmText
{
    /// <summary>Longer lists of categories are not kept: they are only shown.</summary>
    private const int MaxCategoriesLength = 64 * 1024;

    /// <summary>Reads a model.</summary>
    /// <param name="text">The text, from its start.</param>
    /// <param name="maxRounds">Trees of later rounds of the training are read, but do not count; 0 for all rounds.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ModelLoadException">The text is damaged or not supported.</exception>
    public static LightGbmModel Read(Stream text, int maxRounds, CancellationToken cancellationToken)
    {
        LightGbmLines lines = new(text);
        LightGbmHeader header = LightGbmHeader.Read(lines);
        LightGbmTrees trees = new(header.TreesPerRound, header.Features);
        int all = ReadTrees(lines, header, trees, maxRounds, cancellationToken);
        if ((header.Trees ?? all) != all)
        {
            throw new ModelLoadException($"The LightGBM model's header counts {header.Trees} trees ('tree_sizes'); there are {all}.");
        }

        if (all % header.TreesPerRound != 0)
        {
            throw new ModelLoadException($"The LightGBM model has {all} trees, and rounds of {header.TreesPerRound} trees.");
        }

        int rounds = all / header.TreesPerRound;
        return new LightGbmModel(header, trees, maxRounds > 0 ? Math.Min(maxRounds, rounds) : rounds, ReadCategories(lines));
    }

    private static int ReadTrees(LightGbmLines lines, LightGbmHeader header, LightGbmTrees trees, int maxRounds, CancellationToken cancellationToken)
    {
        long counting = maxRounds > 0 ? (long)maxRounds * header.TreesPerRound : long.MaxValue;
        LightGbmTree tree = new();
        int number = 0;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty)
            {
                continue;
            }

            if (!line.StartsWith("Tree="u8))
            {
                lines.Back();
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            int start = lines.Number;
            try
            {
                if (LightGbmNumbers.Read(line["Tree="u8.Length..], "Tree") != number)
                {
                    throw new ModelLoadException($"the text calls it '{LightGbmNumbers.Show(line)}'.");
                }

                tree.Read(lines);
                LightGbmTreeCheck.Check(tree, header.Features);
                if (number < counting)
                {
                    trees.Add(tree, number % header.TreesPerRound);
                }
            }
            catch (ModelLoadException error)
            {
                throw new ModelLoadException($"Tree {number} of the LightGBM model, from line {start}: {error.Message}", error);
            }

            number++;
        }

        return number;
    }

    private static string? ReadCategories(LightGbmLines lines)
    {
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> key = "pandas_categorical:"u8;
            if (line.StartsWith(key) && line.Length < MaxCategoriesLength && !line.EndsWith(":null"u8) && !line.EndsWith(":[]"u8))
            {
                return Encoding.UTF8.GetString(line[key.Length..]);
            }
        }

        return null;
    }
}
