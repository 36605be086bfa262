using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>Bodies with too many bytes, and packed ones, in both directions.</summary>
[Collection(LargeBodies.Name)]
public sealed class BodyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_beyond_the_limit_is_refused_whether_it_announces_its_length_or_not(bool isChunked)
    {
        string json = Input(2000);
        await using InferenceHost host = await InferenceHost.WithEchoAsync(options => options.MaxBodyBytes = json.Length);

        using HttpResponseMessage fits = await host.SendAsync("echo", Content(json, isChunked));
        using HttpResponseMessage exceeds = await host.SendAsync("echo", Content($"{json} ", isChunked));

        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Contains($"more than {json.Length} bytes", await InferenceHost.ErrorOfAsync(exceeds, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_takes_the_place_of_that_of_the_server()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        // The web server takes 30,000,000 bytes by itself.
        using HttpResponseMessage response = await host.AskAsync("echo", """{"inputs":[{"name":"x","shape":[32000000],"datatype":"UINT8","parameters":{"binary_data_size":32000000}}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}""", new byte[32_000_000]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True((await response.Content.ReadAsByteArrayAsync()).Length > 32_000_000);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    public async Task Packed_body_is_unpacked(string encoding)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await host.SendAsync("echo", Packed(Encoding.UTF8.GetBytes(Input(50_000)), encoding));

        Assert.Equal($"[{Zeros(50_000)}]", await InferenceHost.DataOfAsync(response));
    }

    [Fact]
    public async Task Packed_body_may_have_bytes_behind_its_JSON()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        using ByteArrayContent plain = InferenceHost.Binary("""{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","parameters":{"binary_data_size":8}}]}""", [0, 0, 128, 63, 0, 0, 0, 64]);
        ByteArrayContent packed = Packed(await plain.ReadAsByteArrayAsync());
        packed.Headers.Add("Inference-Header-Content-Length", plain.Headers.GetValues("Inference-Header-Content-Length"));

        using HttpResponseMessage response = await host.SendAsync("echo", packed);

        Assert.Equal("[1,2]", await InferenceHost.DataOfAsync(response));
    }

    [Fact]
    public async Task Body_that_unpacks_to_more_than_the_limit_is_refused()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync(static options => options.MaxBodyBytes = 1 << 20);
        ByteArrayContent bomb = Packed(new byte[1 << 20], times: 200);

        using HttpResponseMessage response = await host.SendAsync("echo", bomb);

        Assert.Contains("1048576 bytes", await InferenceHost.ErrorOfAsync(response, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_is_no_gzip_though_it_says_so_is_refused()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(Input(3)));
        content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage response = await host.SendAsync("echo", content);

        Assert.Contains("cannot be unpacked", await InferenceHost.ErrorOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packed_body_that_was_cut_is_refused()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        byte[] whole = await Packed(Encoding.UTF8.GetBytes(Input(1000))).ReadAsByteArrayAsync();
        ByteArrayContent content = new(whole[..(whole.Length / 2)]);
        content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage response = await host.SendAsync("echo", content);

        await InferenceHost.ErrorOfAsync(response);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    public async Task Body_that_is_packed_otherwise_is_refused_with_what_is_understood(string encoding)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        ByteArrayContent content = new([1, 2, 3]);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using HttpResponseMessage response = await host.SendAsync("echo", content);

        Assert.Contains("gzip", await InferenceHost.ErrorOfAsync(response, HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
        Assert.Equal("gzip", response.Headers.GetValues("Accept-Encoding").Single());
    }

    [Theory]
    [InlineData("gzip", 2000, true)]
    [InlineData("gzip", 100, false)]
    [InlineData("br, gzip;q=0.5", 2000, true)]
    [InlineData("gzip;q=0", 2000, false)]
    [InlineData(null, 2000, false)]
    public async Task Large_answer_is_packed_for_clients_that_take_that(string? accepted, int elements, bool isPacked)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();

        using HttpResponseMessage response = await AskAsync(host, new StringContent(Input(elements)), accepted);

        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(isPacked, response.Content.Headers.ContentEncoding.SequenceEqual(["gzip"]));
        Assert.Equal(elements > 1000, response.Headers.Vary.SequenceEqual(["Accept-Encoding"]));
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        using JsonDocument answer = JsonDocument.Parse(isPacked ? Unpack(body) : body);
        Assert.Equal($"[{Zeros(elements)}]", answer.RootElement.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Packed_answer_may_have_bytes_behind_its_JSON()
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync();
        const string Wish = ""","outputs":[{"name":"y","parameters":{"binary_data":true}}]""";

        using HttpResponseMessage plain = await AskAsync(host, new StringContent(Input(2000).Insert(Input(2000).Length - 1, Wish)), accepted: null);
        using HttpResponseMessage packed = await AskAsync(host, new StringContent(Input(2000).Insert(Input(2000).Length - 1, Wish)), "gzip");

        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), Unpack(await packed.Content.ReadAsByteArrayAsync()));
        Assert.Equal(plain.Headers.GetValues("Inference-Header-Content-Length"), packed.Headers.GetValues("Inference-Header-Content-Length"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(0, true)]
    public async Task From_which_length_on_answers_are_packed_is_a_setting(int? compressFrom, bool isPacked)
    {
        await using InferenceHost host = await InferenceHost.WithEchoAsync(options => options.CompressFromBytes = compressFrom);

        using HttpResponseMessage response = await AskAsync(host, new StringContent(Input(compressFrom is null ? 5000 : 1)), "gzip");

        Assert.Equal(isPacked, response.Content.Headers.ContentEncoding.Count > 0);
    }

    private static string Zeros(int count) => string.Join(',', Enumerable.Repeat(0, count));

    private static string Input(int count) => $$"""{"inputs":[{"name":"x","shape":[{{count}}],"datatype":"INT32","data":[{{Zeros(count)}}]}]}""";

    private static HttpContent Content(string json, bool isChunked)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        return isChunked ? new ChunkedContent(bytes) : new ByteArrayContent(bytes);
    }

    // The bytes, several times one after the other: what unpacks to much does not have to be in memory first.
    private static ByteArrayContent Packed(byte[] bytes, string encoding = "gzip", int times = 1)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            for (int i = 0; i < times; i++)
            {
                gzip.Write(bytes);
            }
        }

        ByteArrayContent content = new(packed.ToArray());
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private static byte[] Unpack(byte[] packed)
    {
        using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static async Task<HttpResponseMessage> AskAsync(InferenceHost host, HttpContent content, string? accepted)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/echo/infer") { Content = content };
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        }

        HttpResponseMessage response = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    /// <summary>Does not announce its length.</summary>
    private sealed class ChunkedContent(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (int at = 0; at < bytes.Length; at += 1000)
            {
                await stream.WriteAsync(bytes.AsMemory(at, Math.Min(1000, bytes.Length - at)));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
