using RedisAi.Backends.Onnx;
using RedisAi.Samples.Ocr.Pages;
using RedisAi.Samples.Pictures;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.Ocr;

public sealed class PageReaderTests
{
    public const string Missing = "The models were not fetched: run eng/fetch.sh all, and build again.";

    [Theory]
    [InlineData(BatchingMode.On)]
    [InlineData(BatchingMode.Off)]
    public async Task Text_of_the_invoice_is_read_to_the_letter(BatchingMode batching)
    {
        Assert.SkipUnless(PageReader.ModelsAreThere, Missing);
        await using RedisAiEngine ai = new(new OnnxBackend());
        using PageReader reader = await PageReader.LoadAsync(ai, batching, CancellationToken.None);
        using AiTensor picture = PngFile.Read(Path.Combine(TestData.Root, "samples", "Ocr", "picture", "invoice.png"));

        PageRun run = await reader.ReadAsync(picture, CancellationToken.None);

        string[] expected =
        [
            "Harbour Supplies Ltd   INVOICE",
            "14 Quay Street, Falmouth   Number 2026-0417",
            "Bill to: Northwind Sailing Club   3 March 2026",
            "Item   Quantity   Price   Amount",
            "Anchor chain, 8 mm   12 m   9.50   114.00",
            "Mooring rope   40 m   3.25   130.00",
            "Brass shackle   16   4.80   76.80",
            "Set of signal flags   2   62.00   124.00",
            "Net   444.80",
            "VAT 20 %   88.96",
            "Total   533.76",
            "Please pay within 30 days to account 4711-0815.",
            "Thank you for your order!",
        ];
        Assert.Equal(expected, run.Page.Rows.Select(static row => row.Text));
        Assert.All(run.Page.Pieces, static piece => Assert.InRange(piece.Certainty, 0.9f, 1.0001f));
        Assert.Equal(34, run.Runs.Sum(static size => size.Rows * size.Runs));
    }
}
