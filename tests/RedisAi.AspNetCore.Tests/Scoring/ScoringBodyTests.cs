using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace RedisAi.AspNetCore.Tests.Scoring;

/// <summary>Types, limits and packing of bodies.</summary>
public sealed class ScoringBodyTests
{
    private const string Request = """{"inputs":[1.5]}""";
    private const string Answer = """{"predictions":{"y":[1.5]}}""";

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    public async Task JSON_is_understood(string contentType)
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync();

        using HttpResponseMessage response = await host.Client.PostAsync("/invocations", Content(Request, contentType));

        Assert.Equal(Answer, await ScoringHost.TextOfAsync(response));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData(null, "The request has no Content-Type; it must be application/json or text/csv.")]
    [InlineData("application/xml", "The Content-Type is 'application/xml'; it must be application/json or text/csv.")]
    [InlineData("application/vnd.apache.parquet", "The Content-Type is 'application/vnd.apache.parquet'")]
    [InlineData("nonsense", "The Content-Type is 'nonsense'")]
    [InlineData("application/json; charset=latin-1", "The charset is 'latin-1'; only UTF-8 is understood.")]
    [InlineData("application/json; format=pandas-split", "The Content-Type has the parameter 'format', which is not known")]
    public async Task Other_types_are_answered_with_415_and_a_sentence(string? contentType, string sentence)
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync();

        using HttpResponseMessage response = await host.Client.PostAsync("/invocations", Content(Request, contentType));

        Assert.StartsWith(sentence, await ScoringHost.TextOfAsync(response, HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task CSV_is_understood()
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync();

        using HttpResponseMessage response = await host.Client.PostAsync("/invocations", Content("x\n1.5\n", "text/csv"));

        Assert.Equal(Answer, await ScoringHost.TextOfAsync(response));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_beyond_the_limit_is_answered_with_413(bool isChunked)
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync(static options => options.MaxBodyBytes = 100);
        using HttpRequestMessage request = new(HttpMethod.Post, "/invocations") { Content = Content($$"""{"inputs":[{{string.Join(',', Enumerable.Repeat(1, 100))}}]}""", "application/json") };
        request.Headers.TransferEncodingChunked = isChunked;

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.StartsWith("RESOURCE_LIMIT_EXCEEDED The body has more than 100 bytes", await ScoringHost.ErrorOfAsync(response, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_are_packed_both_ways()
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync();
        string numbers = string.Join(',', Enumerable.Repeat("1.5", 2000));
        ByteArrayContent content = new(Packed($"{{\"inputs\":[{numbers}]}}"));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpRequestMessage request = new(HttpMethod.Post, "/invocations") { Content = content };
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using GZipStream unpacked = new(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using StreamReader text = new(unpacked);
        Assert.Equal($"{{\"predictions\":{{\"y\":[{numbers}]}}}}", await text.ReadToEndAsync());
    }

    [Fact]
    public async Task Large_request_that_comes_in_pieces_is_read()
    {
        await using ScoringHost host = await ScoringHost.WithEchoAsync(static options => options.CompressFromBytes = null);
        string numbers = string.Join(',', Enumerable.Range(0, 200_000).Select(static number => $"{number}.5"));

        using HttpResponseMessage response = await host.AskAsync($"{{\"inputs\":[{numbers}]}}");

        Assert.Equal($"{{\"predictions\":{{\"y\":[{numbers}]}}}}", await ScoringHost.TextOfAsync(response));
    }

    private static StringContent Content(string text, string? contentType)
    {
        StringContent content = new(text, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        if (contentType is not null)
        {
            Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", contentType));
        }

        return content;
    }

    private static byte[] Packed(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
